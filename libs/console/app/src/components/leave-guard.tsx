import { useBlocker } from '@tanstack/react-router';
import { ConfirmDialog } from './confirm-dialog.js';

/**
 * Asks before a page goes away, by a link, the back button or the closing of its tab, with what was typed in it. Whoever
 * has saved, or cancels, navigates with `ignoreBlocker`.
 * @param when whether anything would be lost
 */
export function LeaveGuard({ when }: { readonly when: boolean }) {
  const { status, proceed, reset } = useBlocker({
    // Another project in the address is the same page.
    shouldBlockFn: ({ current, next }) => when && current.pathname !== next.pathname,
    enableBeforeUnload: when,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      opened={status === 'blocked'}
      title="Leave without saving?"
      confirmLabel="Leave"
      cancelLabel="Stay"
      danger
      onConfirm={() => proceed?.()}
      onClose={() => reset?.()}
    >
      What you have changed on this page is lost.
    </ConfirmDialog>
  );
}
