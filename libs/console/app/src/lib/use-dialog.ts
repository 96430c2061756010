import { useState } from 'react';

/**
 * Whether a dialog is open. Closing it gives the focus back to the control that `target` is put on: what had it when the
 * dialog opened may be an entry of a menu that is gone by then.
 */
export function useDialog() {
  const [opened, setOpened] = useState(false);
  const [control, target] = useState<HTMLElement | null>(null);
  const open = (): void => setOpened(true);
  const close = (): void => {
    setOpened(false);
    control?.focus();
  };
  return { opened, open, close, target };
}
