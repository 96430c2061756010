import { ActionIcon, Button, Menu } from '@mantine/core';
import { useMergedRef } from '@mantine/hooks';
import { Link, useNavigate } from '@tanstack/react-router';
import { CirclePause, CirclePlay, Ellipsis, KeyRound, Pencil, Send, Trash2 } from 'lucide-react';
import type { Webhook } from '../../api/types.js';
import { ConfirmDialog } from '../../components/confirm-dialog.js';
import { useDialog } from '../../lib/use-dialog.js';
import { hostOf } from '../../lib/webhook-text.js';
import { useMay } from '../../session/session.js';
import { RotateDialog } from './rotate-dialog.js';
import { TestDialog } from './test-dialog.js';
import { useDeleteWebhook, useWebhookCommand } from './use-webhook-actions.js';

/** What can be done with a webhook. */
export function WebhookActions({ webhook }: { readonly webhook: Webhook }) {
  const { id, status } = webhook;
  const command = useWebhookCommand(id);
  const { opened: testing, open: openTest, close: closeTest, target: testButton } = useDialog();
  const { opened: rotating, open: openRotate, close: closeRotate, target: ofRotate } = useDialog();
  const { opened: deleting, open: openDelete, close: closeDelete, target: ofDelete } = useDialog();
  const menuButton = useMergedRef(ofRotate, ofDelete);
  if (!useMay('webhooks:write')) return null;
  return (
    <>
      <Button variant="default" leftSection={<Pencil size={15} />} component={Link} to={`/webhooks/${id}/edit`}>
        Edit
      </Button>
      <Button ref={testButton} leftSection={<Send size={15} />} onClick={openTest}>
        Test
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon ref={menuButton} variant="default" size={36} aria-label="More actions">
            <Ellipsis size={18} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {status === 'disabled' ? (
            <Menu.Item leftSection={<CirclePlay size={15} />} onClick={() => command.mutate('enable')}>
              Enable
            </Menu.Item>
          ) : status === 'paused' ? (
            <Menu.Item leftSection={<CirclePlay size={15} />} onClick={() => command.mutate('resume')}>
              Resume
            </Menu.Item>
          ) : (
            <Menu.Item leftSection={<CirclePause size={15} />} onClick={() => command.mutate('pause')}>
              Pause
            </Menu.Item>
          )}
          <Menu.Item leftSection={<KeyRound size={15} />} onClick={openRotate}>
            Rotate the secret
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<Trash2 size={15} />} color="var(--mantine-color-error)" onClick={openDelete}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {testing && <TestDialog webhook={webhook} onClose={closeTest} />}
      {rotating && <RotateDialog webhook={webhook} onClose={closeRotate} />}
      <DeleteDialog webhook={webhook} opened={deleting} onClose={closeDelete} />
    </>
  );
}

interface DeleteDialogProps {
  readonly webhook: Webhook;
  readonly opened: boolean;
  readonly onClose: () => void;
}

function DeleteDialog({ webhook, opened, onClose }: DeleteDialogProps) {
  const navigate = useNavigate();
  const remove = useDeleteWebhook(webhook.id);
  return (
    <ConfirmDialog
      opened={opened}
      title="Delete the webhook?"
      confirmLabel="Delete the webhook"
      danger
      busy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined, { onSuccess: () => void navigate({ to: '/webhooks' }) })}
      onClose={onClose}
    >
      <b>{webhook.name || hostOf(webhook.url)}</b> hears nothing any more, what waits for it fails, and its secret is
      erased. This cannot be undone. Its deliveries stay readable until they are too old.
    </ConfirmDialog>
  );
}
