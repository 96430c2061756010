import { Alert, Anchor, Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CircleAlert, CirclePause, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Webhook } from '../../api/types.js';
import { Time } from '../../components/time.js';
import { useMay } from '../../session/session.js';
import { useWebhookCommand } from './use-webhook-actions.js';

const DISABLED: Readonly<Record<'manual' | 'failing' | 'gone', string>> = {
  manual: 'It was disabled by hand.',
  failing: 'It was disabled because it kept failing.',
  gone: 'It was disabled because the receiver answered 410 Gone.',
};

/** What keeps the webhook from being heard, and the way out. Nothing when all is well. */
export function Condition({ webhook }: { readonly webhook: Webhook }) {
  const { id, status, disabled_reason, failing_since, consecutive_failures, warnings = [] } = webhook;
  const command = useWebhookCommand(id);
  const mayWrite = useMay('webhooks:write');
  const button = (name: 'enable' | 'resume', label: string) =>
    mayWrite && (
      <Button size="xs" variant="default" loading={command.isPending} onClick={() => command.mutate(name)}>
        {label}
      </Button>
    );
  return (
    <>
      {status === 'disabled' && (
        <Notice icon={<CircleAlert size={16} />} color="red" action={button('enable', 'Enable')}>
          {disabled_reason ? DISABLED[disabled_reason] : 'It is disabled.'} New events are skipped. Enabling sends
          nothing by itself:{' '}
          <Anchor
            size="sm"
            underline="always"
            renderRoot={(props) => <Link to="/recover" search={{ webhook: id }} {...props} />}
          >
            recover
          </Anchor>{' '}
          what was missed afterwards.
        </Notice>
      )}
      {status === 'paused' && (
        <Notice icon={<CirclePause size={16} />} color="yellow" action={button('resume', 'Resume')}>
          It is paused. New events are skipped, and what was waiting goes on when it is resumed.
        </Notice>
      )}
      {status === 'failing' && (
        <Notice icon={<CircleAlert size={16} />} color="red">
          The last {consecutive_failures} {consecutive_failures === 1 ? 'delivery' : 'deliveries'} failed
          {failing_since && (
            <>
              , the first of them <Time value={failing_since} />
            </>
          )}
          .
        </Notice>
      )}
      {warnings.map((warning) => (
        <Notice key={warning} icon={<Info size={16} />} color="yellow">
          {warning}
        </Notice>
      ))}
    </>
  );
}

interface NoticeProps {
  readonly icon: ReactNode;
  readonly color: string;
  readonly children: ReactNode;
  readonly action?: ReactNode;
}

function Notice({ icon, color, children, action }: NoticeProps) {
  return (
    <Alert color={color} variant="light" icon={icon} py="xs">
      <Group justify="space-between" gap="sm">
        <Text size="sm" flex="1 1 260px">
          {children}
        </Text>
        {action}
      </Group>
    </Alert>
  );
}
