import { afterAll } from '@jest/globals';
import { Module } from '@nestjs/common';
import { createTestDatabase } from '../../support/index.js';
import { appModule, SignupService, UserCreated } from '../testing-host.js';

const testDatabase = await createTestDatabase();
afterAll(() => testDatabase.drop());

/** The application that the samples of `libs/testing/README.md` test. */
@Module({ imports: [appModule(testDatabase.pool)] })
export class AppModule {}

export { SignupService, UserCreated };
