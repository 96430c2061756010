import { TestEnvironment } from 'jest-environment-node';

/**
 * Tells the test file whether one of its tests has failed (Jest itself does not), so that its database is kept.
 * `afterAll` runs after every `test_done` of the file.
 */
export default class DatabaseEnvironment extends TestEnvironment {
  async handleTestEvent(event) {
    const failed = (event.name === 'test_done' && event.test.errors.length > 0) || event.name === 'hook_failure';
    if (failed) this.global.posthornTestFailed = true;
  }
}
