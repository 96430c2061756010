// How a test file gets its modules: docs/decisions/test-time.md.
const { existsSync, realpathSync, statSync } = require('node:fs');
const { isBuiltin } = require('node:module');
const path = require('node:path');
const { fileURLToPath, pathToFileURL } = require('node:url');
const { SourceTextModule, SyntheticModule } = require('node:vm');
const { default: JestRuntime } = require('jest-runtime');
const { rememberPackage } = require('./remember.cjs');

const ESM = {
  isInternalModule: false,
  supportsDynamicImport: true,
  supportsExportNamespaceFrom: true,
  supportsStaticESM: true,
  supportsTopLevelAwait: true,
};

/** Symbols under which Jest's framework keeps what belongs to one test file. */
const OF_ONE_FILE = [Symbol.for('EVENT_HANDLERS'), Symbol.for('TEST_TIMEOUT_SYMBOL')];

const root = path.resolve(__dirname, '../..') + path.sep;
const installed = path.join(root, 'node_modules') + path.sep;
/** Of this worker: the packages as Node has loaded them, and where the names of modules lead. */
const packages = new Map();
const places = new Map();
/** Of this worker: what test files share of the project, and the packages as those and the test files see them. */
const kept = new Map();
const evaluations = new WeakMap();
/** Of this worker: the project's modules as they were compiled for the first test file that wanted them. */
const compiled = new Map();
/** Of the test file that is run. */
let current;
/** Two that link overlapping graphs would meet each other half way. */
let linked = Promise.resolve();
/** Bring packages back to what they were, between two files. */
const restores = [];

/** What tests are about. A test and what helps it is loaded anew: it may keep what belongs to one file. */
const isSource = (file) =>
  file.startsWith(root) && /^(src|libs[/\\][^/\\]+[/\\]src)[/\\](?!.*\.spec\.ts$)/.test(file.slice(root.length));

const isChanged = (file) =>
  compiled.has(file) && compiled.get(file).mtimeMs !== statSync(file, { throwIfNoEntry: false })?.mtimeMs;

function once(modules, key, make) {
  let made = modules.get(key);
  if (made === undefined) modules.set(key, (made = make()));
  return made;
}

/** A module that exports what Node has loaded. */
function facade(identifier, namespace) {
  const names = Object.keys(namespace);
  return new SyntheticModule(
    names,
    function () {
      for (const name of names) this.setExport(name, namespace[name]);
    },
    { identifier },
  );
}

/**
 * Loads packages as Node does and the project's sources once for each worker, as they are in an application, and tests anew
 * for each file, all in Node's own realm. Jest's own way loads everything anew for each file, in a realm of the file's own.
 */
module.exports = class Runtime extends JestRuntime {
  modules = new Map();
  globals = {};

  constructor(...args) {
    super(...args);
    current = this;
    // In watch mode a worker lives on.
    if ([...kept.keys()].some(isChanged)) kept.clear();
  }

  // Jest offers a copy of `process` and patches it; here is no copy.
  installGetBuiltinModule() {}

  setGlobalsForRuntime(globals) {
    super.setGlobalsForRuntime(globals);
    this.globals = globals;
  }

  requireInternalModule(from, to) {
    if (to !== undefined) return super.requireInternalModule(from, to);
    // The framework starts anew with each file.
    for (const symbol of OF_ONE_FILE) delete globalThis[symbol];
    delete require.cache[from];
    return require(from);
  }

  requireModule(from, name) {
    return require(name === undefined ? from : require.resolve(name, { paths: [path.dirname(from)] }));
  }

  async unstable_importModule(file) {
    return this.evaluate(this.load(file));
  }

  teardown() {
    super.teardown();
    for (const restore of restores) restore();
    this.modules.clear();
    this.globals = {};
  }

  /** The module that `specifier` means in the file `from`. */
  async find(specifier, from) {
    if (this.testState.isTornDown()) {
      throw new ReferenceError(`import of ${specifier} in ${from} after the tests of the file have ended`);
    }
    if (specifier === '@jest/globals') {
      return once(this.modules, specifier, () =>
        facade(specifier, { ...this.globals, jest: this.jestGlobals.jestObjectFor(from) }),
      );
    }
    if (isBuiltin(specifier) || specifier.startsWith('data:')) return this.native(specifier);
    const place = await this.place(specifier, from);
    // By its name, as the packages import each other: one package must not be there twice.
    if (place.startsWith(installed)) return this.native(specifier, place);
    const isCompiled = place.includes(`${path.sep}node_modules${path.sep}`) || /\.(?:cjs|json)$/.test(place);
    return isCompiled ? this.native(pathToFileURL(place).href, place) : this.load(place);
  }

  /** The file of a module, links followed. */
  async place(specifier, from) {
    if (specifier.startsWith('file:')) return fileURLToPath(specifier);
    const relative = /^[./]/.test(specifier);
    const folder = path.dirname(from);
    // Within the project a name leads to the same package everywhere.
    const key = relative
      ? path.resolve(folder, specifier)
      : from.startsWith(root)
        ? specifier
        : `${specifier} ${folder}`;
    let place = places.get(key);
    if (place === undefined) {
      // Sources import with the `.js` suffix that NodeNext wants; the files on disk are `.ts`.
      const source = key.replace(/\.js$/, '.ts');
      if (relative && existsSync(source)) place = source;
      else place = relative ? key : realpathSync(await this._resolution.resolveEsmAsync(from, specifier));
      places.set(key, place);
    }
    return place;
  }

  async native(specifier, key = specifier) {
    let namespace = packages.get(key);
    if (namespace === undefined) {
      const attributes = key.endsWith('.json') ? { with: { type: 'json' } } : undefined;
      namespace = await import(specifier, attributes);
      // Two imports at once meet here with the same namespace.
      if (!packages.has(key)) {
        const restore = rememberPackage(specifier, namespace);
        if (restore) restores.push(restore);
      }
      packages.set(key, namespace);
    }
    return once(kept, key, () => facade(key, namespace));
  }

  load(file) {
    return once(isSource(file) ? kept : this.modules, file, () => {
      const { mtimeMs } = statSync(file);
      const before = compiled.get(file);
      const known = before?.mtimeMs === mtimeMs ? before : { mtimeMs, code: this.transformCache.transform(file, ESM) };
      const module = new SourceTextModule(known.code, {
        identifier: file,
        importModuleDynamically: (specifier, referrer) => current.importDynamically(specifier, referrer),
        initializeImportMeta: (meta) => {
          meta.url = pathToFileURL(file).href;
          meta.filename = file;
          meta.dirname = path.dirname(file);
          meta.resolve = (specifier, parent = meta.url) => this.resolveSync(specifier, fileURLToPath(parent));
        },
      });
      compiled.set(file, known);
      return module;
    });
  }

  resolveSync(specifier, from) {
    if (isBuiltin(specifier)) return specifier;
    if (/^[./]/.test(specifier)) return new URL(specifier, pathToFileURL(from)).href;
    return pathToFileURL(this._resolution.resolveCjs(from, specifier)).href;
  }

  async importDynamically(specifier, referrer) {
    return this.evaluate(await this.find(specifier, referrer.identifier));
  }

  async evaluate(module) {
    await this.link(module);
    if (module.status === 'linked') evaluations.set(module, module.evaluate());
    await evaluations.get(module);
    if (module.status === 'errored') throw module.error;
    return module;
  }

  async link(module) {
    const before = linked;
    let release;
    linked = new Promise((resolve) => (release = resolve));
    try {
      await before;
      if (module.status === 'unlinked')
        await module.link((specifier, referrer) => this.find(specifier, referrer.identifier));
    } catch (error) {
      // What it has reached is half way and cannot be linked again.
      kept.clear();
      throw error;
    } finally {
      release();
    }
  }
};
