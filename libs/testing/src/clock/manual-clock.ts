import { milliseconds, type Duration } from './duration.js';

/** A clock that stands still until a test moves it. For every port that takes `{ now(): Date }`. */
export class ManualClock {
  private at: number;

  /** @param start default: the present moment */
  constructor(start: Date = new Date()) {
    this.at = start.getTime();
  }

  now(): Date {
    return new Date(this.at);
  }

  /** Moves it forward. @throws TestingError `invalid_options` for what is no duration; time does not go back */
  advance(duration: Duration): void {
    this.at += milliseconds(duration);
  }
}
