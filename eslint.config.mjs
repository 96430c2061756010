import js from '@eslint/js';
import prettier from 'eslint-config-prettier/flat';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Rules that read the syntax tree directly; a folder that adds its own repeats these. */
const everywhere = [
  {
    selector: 'ExportAllDeclaration',
    message: 'Name what is exported: a star makes every new symbol public API without anybody deciding it.',
  },
  {
    selector: 'ExportDefaultDeclaration',
    message: 'Use a named export: it keeps one name everywhere and can be searched for.',
  },
];

const inLibs = [
  {
    selector: 'MemberExpression[object.name="process"][property.name="env"]',
    message: 'A lib does not read the environment: take an option; src/config maps variables onto options.',
  },
  {
    selector: 'CallExpression[callee.object.name="process"][callee.property.name=/^(on|once|exit)$/]',
    message: 'The process belongs to the host: a lib registers no handlers for it and does not end it.',
  },
];

const SOCKETS = 'Every outbound request passes the address guard of libs/egress; nothing else opens a connection.';
const httpWithoutRequests = ['node:http', 'http', 'node:https', 'https'].map((name) => ({
  name,
  allowImportNames: ['IncomingMessage', 'ServerResponse', 'STATUS_CODES', 'validateHeaderName', 'validateHeaderValue'],
  message: SOCKETS,
}));

export default tseslint.config(
  {
    name: 'posthorn/ignored',
    ignores: [
      '**/dist/',
      '**/node_modules/',
      '**/coverage/',
      '.posthorn/',
      'tmp/',
      // One deliberate violation per import rule.
      'test/architecture/fixture/',
      // Compiled with the samples that stand in them: test/docs.
      'test/docs/surroundings/',
      // Snippets that must not compile; the type test compiles them itself.
      'test/types/',
      // Built or generated.
      'libs/console/public/',
      'libs/console/app/src/api/schema.ts',
      // Built.
      'libs/*/public/',
    ],
  },
  { name: 'posthorn/comments', linterOptions: { reportUnusedDisableDirectives: 'error' } },
  js.configs.recommended,
  {
    name: 'posthorn/typescript',
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-warning-comments': ['error', { terms: ['todo', 'fixme', 'xxx', 'hack'], location: 'start' }],
      'max-lines': ['error', { max: 350 }],
      'no-restricted-syntax': ['error', ...everywhere],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      // Nest modules and DTO namespaces are classes with nothing but a decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // Numbers print as one expects; everything else must be turned into text on purpose.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => done()` is the idiom for callbacks; the rule stays on for statements.
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // `_` in front says that a parameter is there for its position.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true },
      ],
      // A method of a promise-returning port is async so that what it throws becomes a rejection.
      '@typescript-eslint/require-await': 'off',
      // `query<Row>(sql)`: the type of a row is known to the caller alone, so it appears once.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // `Promise<Receipt | void>` is what a subscriber without a receipt returns.
      '@typescript-eslint/no-invalid-void-type': 'off',
      // Property style for records of functions, method style for classes; both read well in ports.
      '@typescript-eslint/method-signature-style': 'off',
      // Index signatures are read with brackets on purpose: it shows that the key may be missing.
      '@typescript-eslint/dot-notation': 'off',
      // Payloads and answers are described by classes for validation and OpenAPI; the values are plain data of that shape.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-misused-spread': 'off',
      // An empty function or constructor body is how a fake or a parameter property says "nothing to do".
      '@typescript-eslint/no-empty-function': 'off',
      // `||` also replaces an empty string, which is often what is meant for text from outside.
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
    },
  },
  {
    name: 'posthorn/libs',
    files: ['libs/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...everywhere, ...inLibs] },
  },
  {
    name: 'posthorn/no sockets',
    files: ['libs/**/*.ts'],
    // The command line is a client of the API, at an address that its own user types, and serves the health of its
    // dispatcher; what it sends to receivers goes through egress.
    ignores: [
      'libs/egress/**',
      'libs/posthorn/src/cli/{api,start}/**',
      'libs/*/src/testing/**',
      'libs/testing/**',
      '**/*.spec.ts',
    ],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['fetch', 'WebSocket', 'EventSource'].map((name) => ({ name, message: SOCKETS })),
      ],
      'no-restricted-imports': ['error', { paths: httpWithoutRequests }],
    },
  },
  {
    name: 'posthorn/console app',
    files: ['libs/console/app/**/*.ts', 'libs/console/app/**/*.tsx'],
    extends: [reactHooks.configs.flat['recommended-latest']],
    languageOptions: {
      parserOptions: { project: './libs/console/app/tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      // It runs in a browser, where its own server is all that the policy of the page lets it reach.
      'no-restricted-globals': 'off',
      'no-restricted-syntax': ['error', ...everywhere],
      'max-lines': ['error', { max: 250 }],
    },
  },
  {
    name: 'posthorn/vite',
    files: ['libs/console/app/vite.config.ts'],
    // Vite takes its configuration from the default export.
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    name: 'posthorn/command-line programs',
    files: ['src/demo/**/*.ts', 'src/cli/**/*.ts', 'libs/*/src/cli/**/*.ts', 'bench/**/*.ts'],
    rules: {
      // Their output is what they are for.
      'no-console': 'off',
      // A program that was started on its own is its own process.
      'no-restricted-syntax': ['error', ...everywhere],
    },
  },
  {
    name: 'posthorn/typeorm',
    files: ['ormconfig.ts'],
    // The TypeORM command line takes the DataSource from the default export.
    rules: { 'no-restricted-syntax': 'off' },
  },
  {
    name: 'posthorn/tests',
    files: ['**/*.spec.ts', '**/*-spec.ts', 'test/**/*.ts'],
    rules: {
      // The assertions are the check of what came back as JSON; casting each answer first would only repeat them.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // A value that is missing fails the test right there, which is the point.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // `expect(port.method)` hands the method over without calling it.
      '@typescript-eslint/unbound-method': 'off',
      // Tests throw odd values to see what becomes of them.
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      // Global set-up and tear-down of the test runner are default exports; suites may be long; tests have an environment.
      'no-restricted-syntax': 'off',
      'max-lines': 'off',
      'no-console': 'off',
    },
  },
  {
    name: 'posthorn/scripts',
    files: ['**/*.mjs', '**/*.cjs', '**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: {
      globals: Object.fromEntries(
        [
          ...['console', 'process', 'Buffer', 'URL', 'URLSearchParams', 'fetch', 'performance', 'structuredClone'],
          ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'queueMicrotask'],
          ...['AbortController', 'AbortSignal', 'TextEncoder', 'TextDecoder'],
        ].map((name) => [name, 'readonly']),
      ),
    },
  },
  {
    name: 'posthorn/common js',
    files: ['**/*.cjs'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { require: 'readonly', module: 'writable', exports: 'writable', __dirname: 'readonly' },
    },
  },
  prettier,
);
