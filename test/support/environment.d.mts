/** Runs test files in the worker's own realm, and takes away what a file has left there. */
export default class Environment {
  constructor(options: { projectConfig: { testEnvironmentOptions: object; fakeTimers: object } });
  setup(): Promise<void>;
  teardown(): Promise<void>;
}
