import { CATALOG_OPTIONS, DEFAULT_SNAPSHOT } from '../catalog/catalog-options.js';
import { CliError } from '../cli.errors.js';
import type { Command } from '../command.js';

export const catalog: Command = {
  name: 'catalog',
  group: 'development',
  summary: 'keep event schemas compatible: check, list, export',
  synopsis: 'check | list | export',
  description: [
    'check compares the event types of the code with a snapshot that is committed beside it, and exits with 1 when one of',
    'them changes in a way that could break a receiver (a field goes, may be absent, gets another type, a new value …)',
    'without a new version. check --write brings the snapshot up to date, and makes the first one.',
    'list shows the event types. export prints them: JSON Schemas, the "webhooks" of an OpenAPI 3.1 document, or a page',
    'in Markdown; --dir writes one JSON Schema file for each.',
    'The code is loaded and not started: no database, no server. It is compiled JavaScript, so build first.',
  ].join('\n'),
  options: {
    ...CATALOG_OPTIONS,
    snapshot: {
      value: 'file',
      help: `the committed file; default: "snapshot" in package.json, or ${DEFAULT_SNAPSHOT}`,
    },
    write: { help: 'check: brings the snapshot up to date; refuses what breaks without a new version' },
    'accept-breaking': { help: 'check --write: takes that too' },
    strict: { help: 'check: fails too when the snapshot lacks a harmless change' },
    format: { value: 'name', help: 'export: json (default), openapi, markdown' },
    dir: { value: 'folder', help: 'export: writes <event type>.json there instead' },
  },
  examples: [
    ['posthorn catalog check --module dist/app.module.js', 'in the build'],
    ['posthorn catalog check --write', 'after a change that receivers can live with, or with a new version'],
    ['posthorn catalog export --format markdown > docs/events.md', 'a page for those who receive'],
    ['posthorn catalog export --dir schemas', 'JSON Schemas'],
  ],
  run: async (invocation) => {
    const { ACTIONS } = await import('../catalog/actions.js');
    const { loadCatalog } = await import('../catalog/load-catalog.js');
    const [action, ...more] = invocation.positionals;
    const run = action !== undefined && Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
    if (run === undefined || more.length > 0) {
      throw new CliError('invalid_arguments', 'What shall be done? posthorn catalog check, list or export');
    }
    return run(await loadCatalog(invocation), invocation);
  },
};
