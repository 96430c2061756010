import { SegmentedControl, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { Webhook } from '../../../api/types.js';
import { CodeBlock } from '../../../components/code-block.js';
import { Panel } from '../../../components/panel.js';
import { dialectOf } from '../../../lib/dialects.js';
import { useMay } from '../../../session/session.js';
import { LANGUAGES } from './languages.js';
import { recipeOf, signedText } from './recipe.js';
import classes from './verify.module.css';
import { WorkedExample } from './worked-example.js';

/** How a receiver of this webhook tells real requests from others, ready to be pasted. */
export function VerifyTab({ webhook }: { readonly webhook: Webhook }) {
  const [language, setLanguage] = useState(LANGUAGES[0]?.name ?? '');
  const dialect = dialectOf(webhook.dialect);
  const recipe = recipeOf(dialect.scheme);
  const code = LANGUAGES.find(({ name }) => name === language)?.code(recipe) ?? '';
  const mayReadDeliveries = useMay('deliveries:read');
  return (
    <Stack gap="lg">
      {webhook.signing === false && (
        <Text size="sm">Signing is off: requests of this webhook carry no signature until it is switched on.</Text>
      )}
      <Panel
        title={`Verification code for ${dialect.title}`}
        description={
          <>
            <span className="ph-mono">{recipe.header}</span> holds HMAC-{recipe.hash.toUpperCase()} over{' '}
            <span className="ph-mono">{signedText(recipe)}</span>, in {recipe.encoding}
            {recipe.prefix !== '' && (
              <>
                {' '}
                after <span className="ph-mono">{recipe.prefix}</span>
              </>
            )}
            .
          </>
        }
      >
        <Stack gap="sm">
          <div className={classes.languages}>
            <SegmentedControl
              aria-label="Language"
              size="xs"
              data={LANGUAGES.map(({ name }) => name)}
              value={language}
              onChange={setLanguage}
            />
          </div>
          <CodeBlock code={code} label={`Verification code in ${language}`} maxHeight={520} />
          <Text size="xs" c="dimmed">
            Put the secret into the environment as <span className="ph-mono">WEBHOOK_SECRET</span>. Verify the bytes as
            they came: a parsed and printed body is another one.
          </Text>
        </Stack>
      </Panel>
      {mayReadDeliveries && <WorkedExample webhook={webhook} recipe={recipe} />}
    </Stack>
  );
}
