import { resealSecrets, type ResealReport } from '@posthorn/webhooks';
import { CliError, EXIT, type ExitCode } from '../cli.errors.js';
import type { Invocation } from '../command.js';
import { checkEncryptionKeys } from '../doctor/encryption-keys.js';
import { openTarget } from '../target.js';

const VARIABLE = 'POSTHORN_ENCRYPTION_KEYS';

/** `posthorn keys reseal`: seals with the newest key what older ones have sealed, and says when they may go. */
export async function resealKeys(invocation: Invocation): Promise<ExitCode> {
  const { terminal, environment } = invocation;
  const { ok, detail } = checkEncryptionKeys(environment[VARIABLE]);
  if (ok !== true) throw new CliError('encryption_keys_unusable', `${detail}. Set the keys, newest first.`);
  const keys = (environment[VARIABLE] ?? '').split(',').map((key) => key.trim());
  const target = await openTarget(invocation);
  try {
    const report = await resealSecrets({
      database: target.database,
      schema: target.schema,
      keys,
      onProgress: (so) => {
        terminal.note(terminal.dim(`${so.resealed + so.current + so.unreadable} looked at, ${so.resealed} sealed anew`));
      },
    });
    terminal.line(sentence(report));
    terminal.result(report);
    return report.unreadable === 0 ? EXIT.ok : EXIT.failed;
  } finally {
    await target.close();
  }
}

function sentence({ resealed, current, unreadable }: ResealReport): string {
  const done = `${resealed} sealed anew, ${current} were sealed by the newest key already`;
  if (unreadable === 0) return `${done}. The older keys may be taken away.`;
  return `${done}; ${unreadable} are opened by none of the keys: put the missing one behind the others and run this again.`;
}
