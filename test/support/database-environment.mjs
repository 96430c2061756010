import Environment from './environment.mjs';

/**
 * Tells the test file whether one of its tests has failed (Jest itself does not), so that its database is kept.
 * `afterAll` runs after every `test_done` of the file.
 */
export default class DatabaseEnvironment extends Environment {
  async handleTestEvent(event) {
    const failed = (event.name === 'test_done' && event.test.errors.length > 0) || event.name === 'hook_failure';
    if (failed) globalThis.posthornTestFailed = true;
  }
}
