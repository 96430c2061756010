import { useEffect, useState } from 'react';

const SAID_MS = 2500;

/**
 * Copies a text, and says for a moment how that went. A page that came over plain http has no `navigator.clipboard`, and a
 * browser may refuse it: then the text goes by the command that older pages use.
 */
export function useCopy(text: string) {
  const [state, setState] = useState<'ready' | 'copied' | 'failed'>('ready');
  useEffect(() => {
    if (state === 'ready') return;
    const timer = setTimeout(() => setState('ready'), SAID_MS);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = (): void => {
    void copyText(text).then((done) => setState(done ? 'copied' : 'failed'));
  };
  return { state, copy };
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByCommand(text);
  }
}

/** Gives the text to the copying itself: nothing is selected, so that no dialog loses the focus. */
function copyByCommand(text: string): boolean {
  let given = false;
  const give = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    given = event.clipboardData !== null;
  };
  document.addEventListener('copy', give, { capture: true, once: true });
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way without navigator.clipboard
  const done = document.execCommand('copy');
  document.removeEventListener('copy', give, { capture: true });
  return done && given;
}
