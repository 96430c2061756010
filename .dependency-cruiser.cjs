/**
 * Who may import whom. The picture and the reasons are in ARCHITECTURE.md; `test/architecture/imports.spec.ts` proves on
 * a fixture that each rule can fail. Paths are relative to the directory the check runs in, so that the same file
 * serves the tree and the fixture.
 */
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const path = require('node:path');

/** What each lib may import, besides itself. A lib that is missing here may import none. */
const ALLOWED = {
  database: [],
  'event-catalog': [],
  signing: [],
  egress: [],
  'event-bus': ['event-catalog'],
  webhooks: ['event-bus', 'event-catalog', 'signing', 'egress', 'database'],
  dialects: ['webhooks', 'event-bus', 'event-catalog', 'signing'],
  'table-changes': ['webhooks', 'event-bus', 'event-catalog', 'database'],
  console: [],
  // The main entry needs signing alone; `/inbox` needs the database.
  receiver: ['signing', 'database'],
  testing: ['webhooks', 'event-bus', 'event-catalog', 'egress', 'signing', 'database', 'receiver'],
  posthorn: [
    ...['webhooks', 'dialects', 'table-changes', 'event-bus', 'event-catalog', 'signing', 'egress', 'database'],
    'receiver',
    'console',
  ],
};

const libsDirectory = path.resolve('libs');
const libs = existsSync(libsDirectory)
  ? readdirSync(libsDirectory).filter((name) => existsSync(path.join(libsDirectory, name, 'package.json')))
  : [];

/** The files that the `exports` maps of the packages offer: the only doors into a lib. */
const publicEntries = libs.flatMap((name) => {
  const manifest = JSON.parse(readFileSync(path.join(libsDirectory, name, 'package.json'), 'utf8'));
  return Object.values(manifest.exports ?? {})
    .map((target) => (typeof target === 'string' ? target : target['@posthorn/source']))
    .filter((target) => typeof target === 'string')
    .map((target) => path.posix.join('libs', name, target));
});

const escape = (text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
const anyOf = (texts) => (texts.length > 0 ? texts.map(escape).join('|') : '(?!)');
const installed = (names) => `(^|/node_modules/)(${names})(/|$)`;

const SPECS = String.raw`[.-]spec\.ts$`;
const TEST_HELPERS = String.raw`^libs/[^/]+/src/testing/`;

const layers = libs.map((name) => ({
  name: `layer-${name}`,
  severity: 'error',
  comment: `libs/${name} may import ${(ALLOWED[name] ?? []).join(', ') || 'no other lib'}: no arrow goes up or sideways.`,
  from: { path: `^libs/${escape(name)}/`, pathNot: SPECS },
  to: { path: '^libs/', pathNot: `^libs/(${anyOf([name, ...(ALLOWED[name] ?? [])])})/` },
}));

module.exports = {
  forbidden: [
    ...layers,
    {
      name: 'lib-not-to-app',
      severity: 'error',
      comment: 'A lib works in every host; it knows neither this application nor its tests.',
      from: { path: '^libs/' },
      to: { path: '^(src|test|bench|scripts)/|^ormconfig' },
    },
    {
      name: 'lib-public-entry',
      severity: 'error',
      comment: 'A lib is entered through the entries of its package only (`exports` in its package.json).',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/', pathNot: [String.raw`^libs/$1/`, `^(${anyOf(publicEntries)})$`] },
    },
    {
      name: 'app-public-entry',
      severity: 'error',
      comment: 'The application and the tests use a lib as a host does: through the entries of its package.',
      from: { path: '^(src|test|bench)/|^ormconfig' },
      to: { path: '^libs/', pathNot: `^(${anyOf(publicEntries)})$` },
    },
    {
      name: 'lib-by-name',
      severity: 'error',
      comment: 'A lib is imported by the name of its package: a relative path would break once it is packed.',
      from: { path: '^(libs/[^/]+)/|^(src|test|bench)/|^ormconfig' },
      to: {
        path: '^libs/',
        pathNot: String.raw`^$1/`,
        dependencyTypes: ['local'],
        dependencyTypesNot: ['aliased-workspace'],
      },
    },
    {
      name: 'module-public-entry',
      severity: 'error',
      comment: 'A domain module reaches another through its index.ts or by an event.',
      from: { path: '^src/modules/([^/]+)/' },
      to: { path: '^src/modules/', pathNot: [String.raw`^src/modules/$1/`, String.raw`^src/modules/[^/]+/index\.ts$`] },
    },
    {
      name: 'app-module-entry',
      severity: 'error',
      comment: 'What lies outside the domain modules sees only their index.ts.',
      from: { path: '^src/(?!modules/)' },
      to: { path: '^src/modules/', pathNot: String.raw`^src/modules/[^/]+/index\.ts$` },
    },
    {
      name: 'demo-is-a-client',
      severity: 'error',
      comment:
        'The demo talks to the application over HTTP, as a customer does, and verifies with the signing package.',
      from: { path: '^src/demo/' },
      to: { path: '^(src|libs)/', pathNot: '^(src/demo|libs/signing)/' },
    },
    {
      name: 'pure-folders',
      severity: 'error',
      comment:
        'Definitions, matching, retry planning and signing are plain functions: no framework, no database, no streams.',
      from: { path: '^libs/(event-catalog|signing)/src/|^libs/webhooks/src/(subscriptions|retry)/', pathNot: SPECS },
      to: { path: installed('@nestjs/[^/]+|typeorm|pg|rxjs') },
    },
    {
      name: 'no-orm-in-libs',
      severity: 'error',
      comment: 'Only the adapter knows TypeORM: a host without it installs none.',
      from: { path: '^libs/', pathNot: ['^libs/database/', SPECS] },
      to: { path: installed('typeorm|@nestjs/typeorm') },
    },
    {
      name: 'no-scheduler-in-libs',
      severity: 'error',
      comment: 'A second ScheduleModule makes every interval of the host fire twice: libs are ticked or use timers.',
      from: { path: '^libs/' },
      to: { path: installed('@nestjs/schedule') },
    },
    {
      name: 'sockets-only-in-egress',
      severity: 'error',
      comment: 'Every outbound request passes the address guard, so nothing but libs/egress may open a connection.',
      from: { path: '^libs/(?!egress/)', pathNot: [SPECS, TEST_HELPERS] },
      to: {
        // What node:http and node:https offer besides connections is told apart by name, in eslint.config.mjs.
        path: [installed('undici'), '^(node:)?(http2|tls|dgram)$'],
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'no-test-helpers-in-production',
      severity: 'error',
      comment: 'What ships does not import specs, test support or the `testing` entries.',
      from: { path: '^(src|libs)/|^ormconfig', pathNot: [SPECS, TEST_HELPERS, '^libs/testing/'] },
      to: { path: [SPECS, TEST_HELPERS, '^test/'] },
    },
    {
      name: 'no-dev-dependencies-in-production',
      severity: 'error',
      comment: 'A dev dependency is absent where this runs: move it to `dependencies`. Types alone are compiled away.',
      from: { path: '^src/|^ormconfig', pathNot: SPECS },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm', 'npm-peer', 'npm-optional', 'type-only'] },
    },
    {
      name: 'lib-declares-its-packages',
      severity: 'error',
      comment: 'A lib is installed on its own: what it imports is in its own package.json, as dependency or peer.',
      // What the console's app needs is built into its package, and nobody installs it.
      from: { path: '^libs/', pathNot: [SPECS, '^libs/console/app/'] },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'], dependencyTypesNot: ['npm', 'npm-peer', 'npm-optional'] },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'Two files that need each other are one file, or miss a third.',
      from: {},
      // A page that is loaded when it is visited may know its own route.
      to: { circular: true, viaOnly: { dependencyTypesNot: ['dynamic-import'] } },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      comment: 'The import leads nowhere: a typo, a package that is not installed, or a path that `exports` hides.',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: existsSync('tsconfig.json') ? { fileName: 'tsconfig.json' } : undefined,
    exclude: {
      path: [
        '^dist/',
        '^libs/[^/]+/dist/',
        '^libs/[^/]+/client/',
        // Built.
        '^libs/[^/]+/public/',
        '^test/types/',
        '^test/architecture/fixture/',
        // Fragments' surroundings import files that only the docs have.
        '^test/docs/surroundings/',
        // Copied beside its packages before it runs.
        '^test/receivers/next/',
        // Other systems, measured beside ours with packages of their own.
        '^bench/peers/',
      ],
    },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['@posthorn/source', 'import', 'node', 'default', 'types'],
      mainFields: ['module', 'main', 'types'],
    },
    skipAnalysisNotInRules: true,
  },
};
