import type { CatalogEntry, JsonSchema } from '@posthorn/event-catalog';

/** The event types as a page for the people who receive them. */
export function catalogMarkdown(entries: readonly CatalogEntry[]): string {
  return [
    '# Event types',
    '',
    ...entries.map(({ name, description }) => `- [\`${name}\`](#${name.replaceAll('.', '')}): ${description}`),
    ...entries.flatMap(section),
    '',
  ].join('\n');
}

function section({ name, version, description, schema, example }: CatalogEntry): readonly string[] {
  return [
    '',
    `## ${name}`,
    '',
    `Version ${version}. ${description}`,
    ...(schema?.['properties'] ? ['', ...fields(schema)] : []),
    ...(example ? ['', '```json', JSON.stringify(example, null, 2), '```'] : []),
  ];
}

function fields(schema: JsonSchema): readonly string[] {
  const required = new Set((schema['required'] as readonly string[] | undefined) ?? []);
  return [
    '| Field | Type | Required |',
    '|---|---|---|',
    ...Object.entries(schema['properties'] as Readonly<Record<string, JsonSchema>>).map(
      ([name, field]) =>
        `| \`${name}\` | ${typeOf(field).replaceAll('|', '\\|')} | ${required.has(name) ? 'yes' : 'no'} |`,
    ),
  ];
}

function typeOf(field: JsonSchema): string {
  const {
    $ref,
    enum: values,
    type,
    items,
    format,
  } = field as {
    $ref?: string;
    enum?: readonly unknown[];
    type?: string | readonly string[];
    items?: JsonSchema;
    format?: string;
  };
  if ($ref) return $ref.split('/').at(-1) ?? 'object';
  if (values) return values.map((value) => `\`${JSON.stringify(value)}\``).join(' | ');
  const alternatives = (field['anyOf'] ?? field['oneOf']) as readonly JsonSchema[] | undefined;
  if (alternatives) return alternatives.map(typeOf).join(' | ');
  if (type === 'array') return `array of ${typeOf(items ?? {})}`;
  const name = typeof type === 'string' ? type : (type?.join(' | ') ?? 'any');
  return format ? `${name} (${format})` : name;
}
