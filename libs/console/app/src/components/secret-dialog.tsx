import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { CopyButton } from './copy-button.js';
import classes from './secret-dialog.module.css';

interface SecretDialogProps {
  readonly title: string;
  readonly secret: string;
  readonly warnings?: readonly string[];
  readonly onClose: () => void;
}

/** Shows a secret that is not shown again. Neither Escape nor a click beside it closes it. */
export function SecretDialog({ title, secret, warnings = [], onClose }: SecretDialogProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      closeOnClickOutside={false}
      closeOnEscape={false}
      withCloseButton={false}
      size="lg"
    >
      <Stack gap="md">
        <Text size="sm">
          Copy the secret now: it is shown this once. Your receiver needs it to verify what it is sent.
        </Text>
        <div className={classes.secret}>
          <code data-testid="secret">{secret}</code>
          <CopyButton value={secret} label="Copy the secret" />
        </div>
        {warnings.map((warning) => (
          <Alert key={warning} color="yellow" p="xs">
            {warning}
          </Alert>
        ))}
        <Group justify="flex-end">
          <Button onClick={onClose} data-autofocus>
            I have stored it
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
