import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { openApiWebhooks, type EventCatalog } from '@posthorn/event-catalog';
import { CliError, EXIT, type ExitCode } from '../cli.errors.js';
import { textOption, type Invocation } from '../command.js';
import { readConfiguration } from '../configuration.js';
import type { Terminal } from '../terminal.js';
import { DEFAULT_SNAPSHOT } from './catalog-options.js';
import { compareCatalogs, type EventChange } from './compare.js';
import { catalogMarkdown } from './markdown.js';
import { readSnapshot, snapshotOf, writeSnapshot } from './snapshot.js';

/** What `posthorn catalog` does, by name. */
export const ACTIONS: Readonly<Record<string, (catalog: EventCatalog, invocation: Invocation) => Promise<ExitCode>>> = {
  check,
  list,
  export: exportCatalog,
};

async function list(events: EventCatalog, { terminal }: Invocation): Promise<ExitCode> {
  const entries = events.all();
  const width = Math.max(...entries.map(({ name }) => name.length));
  for (const { name, version, description } of entries) {
    terminal.line(`${terminal.cyan(name.padEnd(width))}  ${terminal.dim(`v${version}`)}  ${description}`);
    terminal.result({ name, version, description });
  }
  return EXIT.ok;
}

async function exportCatalog(events: EventCatalog, invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const folder = textOption(invocation, 'dir');
  const entries = events.all();
  if (folder !== undefined) {
    const target = path.resolve(invocation.folder, folder);
    await mkdir(target, { recursive: true });
    for (const { name, schema, description, version } of entries) {
      const content = { title: name, description, 'x-version': version, ...(schema ?? { type: 'object' }) };
      await writeFile(path.join(target, `${name}.json`), `${JSON.stringify(content, null, 2)}\n`);
    }
    terminal.line(terminal.good(`${entries.length} schemas in ${target}`));
    terminal.result({ folder: target, schemas: entries.map(({ name }) => `${name}.json`) });
    return EXIT.ok;
  }
  const format = textOption(invocation, 'format') ?? 'json';
  const plainEntries = entries.map(({ type: _type, source: _source, ...entry }) => entry);
  const texts: Readonly<Record<string, () => string>> = {
    json: () => JSON.stringify({ events: plainEntries }, null, 2),
    openapi: () => JSON.stringify({ webhooks: openApiWebhooks(events) }, null, 2),
    markdown: () => catalogMarkdown(entries),
  };
  const made = Object.hasOwn(texts, format) ? texts[format]?.() : undefined;
  if (made === undefined) {
    throw new CliError('invalid_arguments', `--format is one of ${Object.keys(texts).join(', ')}.`);
  }
  terminal.text(made);
  terminal.result(format === 'markdown' ? { markdown: made } : JSON.parse(made));
  return EXIT.ok;
}

async function check(events: EventCatalog, invocation: Invocation): Promise<ExitCode> {
  const { terminal, values } = invocation;
  const file = await snapshotFile(invocation);
  const before = await readSnapshot(file);
  if (before === null && values['write'] !== true) {
    throw new CliError(
      'snapshot_unusable',
      `There is no ${file} yet. Make it with posthorn catalog check --write, and commit it.`,
      EXIT.failed,
    );
  }
  const after = snapshotOf(events);
  const changes = compareCatalogs(before ?? {}, after);
  const breaking = changes.filter(({ change }) => change === 'breaking');
  for (const change of changes) show(change, terminal);
  const refused = breaking.length > 0 && !(values['write'] === true && values['accept-breaking'] === true);
  const written = values['write'] === true && !refused && changes.length > 0;
  if (written) await writeSnapshot(file, after);
  const stale = changes.length > 0 && !written;
  const count = Object.keys(after).length;
  if (refused) terminal.line(terminal.red(`${breaking.length} of ${count} event types would break their receivers`));
  else if (written) terminal.line(terminal.good(`${path.relative(invocation.folder, file)} is written: commit it`));
  else if (stale) terminal.line(terminal.good('nothing breaks; posthorn catalog check --write notes what is new'));
  else terminal.line(terminal.good(`${count} event types are as ${path.relative(invocation.folder, file)} has them`));
  const ok = !refused && !(stale && values['strict'] === true);
  terminal.result({ ok, up_to_date: !stale, written, changes });
  return ok ? EXIT.ok : EXIT.failed;
}

async function snapshotFile(invocation: Invocation): Promise<string> {
  const given = textOption(invocation, 'snapshot');
  if (given !== undefined) return path.resolve(invocation.folder, given);
  return (await readConfiguration(invocation.folder)).snapshot ?? path.resolve(invocation.folder, DEFAULT_SNAPSHOT);
}

function show({ name, change, version, breaks }: EventChange, terminal: Terminal): void {
  const label = terminal.bold(name);
  if (change === 'added') terminal.line(terminal.open(`${label} is new, version ${String(version)}`));
  if (change === 'compatible') terminal.line(terminal.open(`${label} changes, and nothing breaks`));
  if (change === 'new_version') terminal.line(terminal.open(`${label} has a new version, ${String(version)}`));
  if (change !== 'breaking') return;
  terminal.line(terminal.bad(`${label} ${version === null ? 'breaks' : `breaks within version ${version}`}`));
  for (const { path: field, message } of breaks)
    terminal.line(`    ${field === '' ? '' : `data.${field}: `}${message}`);
  terminal.line(terminal.dim(`    ${adviceFor(breaks[0]?.kind, version)}`));
}

function adviceFor(kind: string | undefined, version: number | null): string {
  if (kind === 'event_removed') {
    return 'Declare it again until nobody listens; then posthorn catalog check --write --accept-breaking.';
  }
  if (kind === 'version_lowered') return 'Versions only rise: give it the next one.';
  return (
    `Undo it, add a field beside the old one, or declare version ${(version ?? 0) + 1} and tell receivers; ` +
    'then posthorn catalog check --write.'
  );
}
