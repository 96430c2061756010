// Jest 30 ignores `testTimeout` of a project. Generous, because a slow machine is no failure: what waits has deadlines of
// its own.
import { jest } from '@jest/globals';

jest.setTimeout(120_000);
