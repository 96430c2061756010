import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { ApiProblem } from '../../api/problem.js';
import { LeaveGuard } from '../../components/leave-guard.js';
import { Problem } from '../../components/problem.js';
import { faultsOf, type Draft } from './draft.js';
import { EndpointSection } from './endpoint-section.js';
import { EventsSection } from './events-section.js';
import { FilterSection } from './filter-section.js';
import { PreviewAside } from './preview-aside.js';
import { RequestSection } from './request-section.js';
import { RetrySection } from './retry-section.js';
import { SigningSection } from './signing-section.js';
import classes from './webhook-form.module.css';

interface WebhookFormProps {
  readonly initial: Draft;
  readonly isNew: boolean;
  readonly choosesProject?: boolean;
  readonly submitLabel: string;
  readonly busy: boolean;
  /** What it holds is stored: leaving loses nothing. */
  readonly saved: boolean;
  readonly error: Error | null;
  readonly onSubmit: (draft: Draft) => void;
  readonly onCancel: () => void;
}

/** The settings of a webhook on the left, what they mean on the right. */
export function WebhookForm(props: WebhookFormProps) {
  const { initial, isNew, choosesProject = false, submitLabel, busy, saved, error, onSubmit, onCancel } = props;
  const [draft, setDraft] = useState(initial);
  const set = (change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change }));
  const problem = error instanceof ApiProblem ? error : null;
  const ready = Object.keys(faultsOf(draft)).length === 0 && draft.events.length > 0 && draft.url.trim() !== '';
  const isChanged = JSON.stringify(draft) !== JSON.stringify(initial);
  const section = { draft, set, problem };
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) onSubmit(draft);
      }}
    >
      <div className={classes.sections}>
        <EndpointSection {...section} choosesProject={choosesProject} />
        <EventsSection {...section} />
        <SigningSection {...section} isNew={isNew} />
        <FilterSection {...section} />
        <RetrySection {...section} />
        <RequestSection {...section} isNew={isNew} />
        <Problem error={error} />
        <Group gap="xs" className={classes.buttons}>
          <Button type="submit" loading={busy} disabled={!ready}>
            {submitLabel}
          </Button>
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </Group>
      </div>
      <aside className={classes.aside} aria-label="Preview">
        <PreviewAside draft={draft} />
      </aside>
      <LeaveGuard when={isChanged && !saved} />
    </form>
  );
}
