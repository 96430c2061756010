import { Button } from '@mantine/core';
import { KeyRound } from 'lucide-react';
import { useMemo, useState } from 'react';
import type { ApiKey } from '../../api/types.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { DataTable, type Column } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { Time } from '../../components/time.js';
import { useApiKeys, useRevokeApiKey } from './use-api-keys.js';

interface ApiKeysTableProps {
  readonly projectId: string;
  readonly mayWrite: boolean;
}

export function ApiKeysTable({ projectId, mayWrite }: ApiKeysTableProps) {
  const pages = useApiKeys(projectId);
  const revoke = useRevokeApiKey(projectId);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const columns = useMemo<readonly Column<ApiKey>[]>(
    () => [
      { key: 'name', header: 'Name', render: ({ name }) => name },
      { key: 'hint', header: 'Key', render: ({ hint }) => <code className="ph-mono">{hint}</code> },
      {
        key: 'scopes',
        header: 'May do',
        hideBelow: 'md',
        render: ({ scopes }) => (scopes === null ? 'everything in the project' : scopes.join(', ')),
      },
      {
        key: 'expires',
        header: 'Expires',
        hideBelow: 'sm',
        render: ({ expires_at }) => <Time value={expires_at} none="never" />,
      },
      {
        key: 'used',
        header: 'Last used',
        hideBelow: 'sm',
        render: ({ last_used_at }) => <Time value={last_used_at} none="never" />,
      },
      ...(mayWrite
        ? [
            {
              key: 'actions',
              header: 'Actions',
              quietHeader: true,
              align: 'right' as const,
              render: (key: ApiKey) => (
                <Button
                  size="xs"
                  variant="default"
                  onClick={() => setRevoking(key)}
                  aria-label={`Revoke the key ${key.name}`}
                >
                  Revoke
                </Button>
              ),
            },
          ]
        : []),
    ],
    [mayWrite],
  );
  const close = (): void => {
    setRevoking(null);
    revoke.reset();
  };
  return (
    <>
      <DataTable
        label="API keys"
        columns={columns}
        pages={pages}
        rowKey={({ id }) => id}
        empty={
          <EmptyState icon={KeyRound} title="This project has no keys">
            A program needs one to publish events or to manage webhooks over the API.
          </EmptyState>
        }
      />
      <ConfirmDialog
        opened={revoking !== null}
        title={`Revoke ${revoking?.name ?? 'this key'}?`}
        confirmLabel="Revoke the key"
        danger
        busy={revoke.isPending}
        error={revoke.error}
        onClose={close}
        onConfirm={() => revoking && revoke.mutate(revoking.id, { onSuccess: close })}
      >
        Whatever uses {revoking?.hint} is refused within five seconds. This cannot be undone.
      </ConfirmDialog>
    </>
  );
}
