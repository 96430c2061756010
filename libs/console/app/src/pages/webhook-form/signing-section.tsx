import { PasswordInput, SegmentedControl, Stack, Switch, Text } from '@mantine/core';
import { Panel } from '../../components/panel.js';
import { dialectOf } from '../../lib/dialects.js';
import type { SectionProps } from './section-props.js';

/** The secret, while the webhook is made; later it is rotated on the webhook's own page. */
export function SigningSection({ draft, set, problem, isNew }: SectionProps & { readonly isNew: boolean }) {
  const dialect = dialectOf(draft.dialect);
  return (
    <Panel title="Signature" description="Receivers prove with the secret that a request is yours.">
      <Stack gap="md">
        {isNew && (
          <>
            <SegmentedControl
              aria-label="Where the secret comes from"
              data={[
                { value: 'generate', label: dialect.unsignedByDefault ? 'No secret' : 'Generate a secret' },
                { value: 'own', label: 'Use my own' },
              ]}
              value={draft.secretMode}
              onChange={(value) => set({ secretMode: value === 'own' ? 'own' : 'generate' })}
            />
            {draft.secretMode === 'own' ? (
              <PasswordInput
                label="Secret"
                required
                description="8 to 256 characters. A whsec_… of Standard Webhooks is taken as it is."
                autoComplete="off"
                value={draft.secret}
                onChange={(event) => set({ secret: event.currentTarget.value })}
                error={problem?.ofField('secret')}
                visibilityToggleButtonProps={{ 'aria-label': 'Show or hide the secret' }}
              />
            ) : (
              <Text size="sm" c="dimmed">
                {dialect.unsignedByDefault
                  ? `${dialect.title} sends no signature unless it is given a secret.`
                  : 'It is shown once, when the webhook has been created.'}
              </Text>
            )}
          </>
        )}
        <Switch
          label="Sign requests"
          description="Off: no signature and no timestamp header."
          checked={draft.signing}
          onChange={(event) => set({ signing: event.currentTarget.checked })}
        />
      </Stack>
    </Panel>
  );
}
