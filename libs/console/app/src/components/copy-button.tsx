import { ActionIcon, Tooltip } from '@mantine/core';
import { Check, Copy, X } from 'lucide-react';
import { useCopy } from '../lib/use-copy.js';

/** Copies a text. @param label what is copied: "Copy the secret" */
export function CopyButton({ value, label }: { readonly value: string; readonly label: string }) {
  const { state, copy } = useCopy(value);
  const said = { ready: label, copied: 'Copied', failed: 'The browser does not let this page copy' }[state];
  const Icon = { ready: Copy, copied: Check, failed: X }[state];
  return (
    <Tooltip label={said}>
      <ActionIcon variant="subtle" color="gray" size="sm" onClick={copy} aria-label={said}>
        <Icon size={14} />
      </ActionIcon>
    </Tooltip>
  );
}
