import { resealSecrets, type ResealReport } from '@posthorn/webhooks/secrets';
import { EXIT, type ExitCode } from './cli.errors.js';
import { untilInterrupted, type Invocation } from './command.js';
import { requiredKeys } from './encryption-keys.js';
import { Progress } from './progress.js';
import { openTarget } from './target.js';

/** `posthorn keys reseal`: seals with the newest key what older ones have sealed, and says when they may go. */
export async function resealKeys(invocation: Invocation): Promise<ExitCode> {
  const { terminal } = invocation;
  const keys = await requiredKeys(invocation);
  const target = await openTarget(invocation);
  const progress = new Progress(terminal, 'resealing');
  try {
    const { database, schema } = target;
    const { report, interrupted } = await untilInterrupted(invocation, async (signal) => {
      const report = await resealSecrets({
        ...{ database, schema, keys, signal },
        onProgress: ({ total, current, resealed, replaced, unreadable }) =>
          progress.update(resealed + replaced + unreadable, total - current),
      });
      return { report, interrupted: signal.aborted };
    });
    progress.end();
    const left = report.total - report.current - report.resealed - report.replaced - report.unreadable;
    const complete = report.unreadable === 0 && !(interrupted && left > 0);
    terminal.line(complete ? terminal.good(done(report)) : terminal.bad(done(report)));
    terminal.line(`  ${advice(report, interrupted && left > 0, keys.length)}`);
    terminal.result({ ...report, complete });
    return complete ? EXIT.ok : EXIT.failed;
  } finally {
    progress.end();
    await target.close();
  }
}

function done({ total, current, resealed, unreadable }: ResealReport): string {
  if (total === 0) return 'nothing is sealed';
  const parts = [`${resealed} sealed anew`, ...(current > 0 ? [`${current} by the newest key already`] : [])];
  return `${parts.join(', ')}${unreadable > 0 ? `, ${unreadable} opened by none of the keys` : ''}`;
}

function advice({ unreadable }: ResealReport, brokenOff: boolean, keys: number): string {
  if (unreadable > 0) return 'Keep all keys: put the missing one behind the others and run this again.';
  if (brokenOff) return 'Broken off: run it again, it goes on where it was.';
  return keys === 1 ? 'There is one key, and it opens everything.' : 'Every key but the first may be taken away.';
}
