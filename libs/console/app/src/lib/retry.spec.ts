import { describe, expect, it } from '@jest/globals';
import { exponential, parseSchedule, scheduleText, waitsOf } from './retry.js';

describe('retry settings as they are shown', () => {
  it('reads waits with units and writes them back', () => {
    expect(parseSchedule('0, 30s, 5m, 30m, 2h, 1d')).toEqual([0, 30, 300, 1800, 7200, 86_400]);
    expect(parseSchedule('0 1.5 90')).toEqual([0, 1.5, 90]);
    expect(scheduleText([0, 30, 300, 5400, 7200, 86_400])).toBe('0, 30s, 5m, 90m, 2h, 1d');
  });

  it('refuses what is no time', () => {
    expect(['', ' , ', '0, soon', '5w', '-1', '1e3'].map(parseSchedule)).toEqual(Array(6).fill(null));
  });

  it('counts retries after the first attempt and waits at most a day', () => {
    expect(exponential(3, 5)).toEqual([0, 5, 10, 20]);
    expect(exponential(2, 50_000)).toEqual([0, 50_000, 86_400]);
  });

  it('prefers the webhook to its dialect', () => {
    const ofDialect = [0, 60, 300];
    expect(waitsOf(null, ofDialect)).toEqual(ofDialect);
    expect(waitsOf({ schedule: [0, 1] }, ofDialect)).toEqual([0, 1]);
    expect(waitsOf({ max_retries: 0 }, ofDialect)).toEqual([0]);
    expect(waitsOf({ backoff_seconds: 7 }, ofDialect)).toEqual([0, 7, 14]);
  });
});
