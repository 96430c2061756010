import { escapeCell, notice } from './markdown.mjs';

/** Every event type of the catalog with its fields and its example, as `GET /v1/event-types` answers them. */
export async function generate({ get }) {
  const types = [];
  for (let cursor = ''; cursor !== null;) {
    const page = await get(`/v1/event-types?limit=200${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
    types.push(...page.event_types);
    cursor = page.next_cursor ?? null;
  }
  types.sort((one, other) => (one.name < other.name ? -1 : 1));
  return [
    notice('events', 'the event types that the modules declare'),
    '# Event types',
    '',
    ...types.map((type) => `- [\`${type.name}\`](#${type.name.replaceAll('.', '')}): ${type.description}`),
    ...types.flatMap(section),
    '',
  ].join('\n');
}

function section({ name, version, description, schema, example }) {
  return [
    '',
    `## ${name}`,
    '',
    `Version ${version}. ${description}`,
    ...(schema?.properties ? ['', ...fieldTable(schema)] : []),
    ...(example ? ['', '```json', JSON.stringify(example, null, 2), '```'] : []),
  ];
}

function fieldTable(schema) {
  const required = new Set(schema.required ?? []);
  return [
    '| Field | Type | Required |',
    '|---|---|---|',
    ...Object.entries(schema.properties).map(
      ([field, property]) =>
        `| \`${field}\` | ${escapeCell(typeOf(property))} | ${required.has(field) ? 'yes' : 'no'} |`,
    ),
  ];
}

function typeOf(property) {
  if (property.$ref) return property.$ref.split('/').at(-1);
  if (property.enum) return property.enum.map((value) => `\`${JSON.stringify(value)}\``).join(' | ');
  const alternatives = property.anyOf ?? property.oneOf;
  if (alternatives) return alternatives.map(typeOf).join(' | ');
  if (property.type === 'array') return `array of ${typeOf(property.items ?? {})}`;
  const type = Array.isArray(property.type)
    ? property.type.join(' | ')
    : (property.type ?? (property.format ? 'string' : 'any'));
  return property.format ? `${type} (${property.format})` : type;
}
