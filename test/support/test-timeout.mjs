// Jest 30 ignores `testTimeout` of a project. Generous, because a slow machine is no failure: what waits has deadlines of
// its own, and what is promised in seconds is measured where it is promised. Installing a host takes minutes on a machine
// that is busy.
import { jest } from '@jest/globals';

jest.setTimeout(600_000);
