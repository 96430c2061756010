import { ModernFakeTimers } from '@jest/fake-timers';
import { ModuleMocker } from 'jest-mock';
import { remember } from './remember.cjs';

/** Signals and faults that the process hears of; the rest of its events belongs to Jest and Node. */
const EVENTS = ['SIGINT', 'SIGTERM', 'SIGHUP', 'uncaughtException', 'unhandledRejection', 'warning', 'disconnect'];

/** What every test file finds as Node made it. */
const BUILT_IN = [
  ...[Object, Function, Array, String, Number, Boolean, BigInt, Symbol, Date, RegExp, Error, Promise],
  ...[Map, Set, WeakMap, WeakSet, ArrayBuffer, Uint8Array, URL, URLSearchParams, AbortController, AbortSignal],
].flatMap((constructor) => [constructor, constructor.prototype]);
const SINGLE = [Math, JSON, Reflect, Atomics, Intl, process, process.stdout, process.stderr, performance];

/** Those of class-validator, TypeORM and Prisma. */
const KEPT_BY_PACKAGES = new Set([
  'classValidatorMetadataStorage',
  'typeormMetadataArgsStorage',
  'DEBUG',
  'DEBUG_COLORS',
  'NODE_CLIENT',
  'PRISMA_WASM_PANIC_REGISTRY',
]);

/**
 * Packages are loaded once for each worker, and some keep a part of themselves there. What the OpenTelemetry API keeps is
 * what a test has registered.
 */
const isOfPackages = (key) =>
  typeof key === 'symbol' ? !/^opentelemetry\.js\.api\./.test(key.description) : KEPT_BY_PACKAGES.has(key);

/**
 * Runs test files in the worker's own realm, and takes away what a file has left there: globals, changed built-ins,
 * variables of the environment, listeners, the working directory.
 */
export default class Environment {
  global = globalThis;
  fakeTimers = null;

  constructor({ projectConfig }) {
    this.conditions = projectConfig.testEnvironmentOptions.customExportConditions;
    this.moduleMocker = new ModuleMocker(globalThis);
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
    const { env } = process;
    const variables = { ...env };
    const folder = process.cwd();
    const listeners = EVENTS.map((event) => [event, new Set(process.rawListeners(event))]);
    const restores = [
      remember(globalThis, isOfPackages),
      ...BUILT_IN.map((object) => remember(object)),
      // Packages add to these as they are loaded: reflect-metadata to `Reflect`, Node its streams to `process`.
      ...SINGLE.map((object) => remember(object, () => true)),
    ];
    this.restore = () => {
      for (const restore of restores) restore();
      process.env = env;
      for (const name of Object.keys(env)) if (!(name in variables)) Reflect.deleteProperty(env, name);
      for (const [name, value] of Object.entries(variables)) if (env[name] !== value) env[name] = value;
      for (const [event, before] of listeners) {
        for (const listener of process.rawListeners(event)) if (!before.has(listener)) process.off(event, listener);
      }
      if (process.cwd() !== folder) process.chdir(folder);
    };
  }

  async setup() {
    // Jest asks for a hundred frames in its own realm, which is the tests' here: errors that are part of the work would
    // take many times as long.
    Error.stackTraceLimit = 30;
  }

  async teardown() {
    this.fakeTimersModern.dispose();
    this.restore();
  }

  exportConditions() {
    return this.conditions;
  }

  getVmContext() {
    return null;
  }
}
