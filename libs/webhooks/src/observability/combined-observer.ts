import { guardedObserver, type EngineLogger, type EngineObserver } from '../engine/engine-ports.js';

/** Tells several observers; what one of them throws goes to the log and keeps nothing from the others. */
export function combinedObserver(observers: readonly EngineObserver[], logger: EngineLogger): EngineObserver {
  const guarded = observers.map((observer) => guardedObserver(observer, logger));
  const attempts = guarded.filter((observer) => observer.wantsAttempts);
  return {
    ...(attempts.length === 0
      ? {}
      : {
          attempt: (signal) => {
            for (const observer of attempts) observer.attempt(signal);
          },
        }),
    leaseLost: (outcomes) => guarded.forEach((observer) => observer.leaseLost(outcomes)),
    leasesReaped: (report) => guarded.forEach((observer) => observer.leasesReaped(report)),
    webhookDisabled: (id, reason) => guarded.forEach((observer) => observer.webhookDisabled(id, reason)),
    claimed: (kind, rows, durationMs) => guarded.forEach((observer) => observer.claimed(kind, rows, durationMs)),
    recorded: (rows, durationMs) => guarded.forEach((observer) => observer.recorded(rows, durationMs)),
    undeliverable: (events) => guarded.forEach((observer) => observer.undeliverable(events)),
  };
}
