import { Select, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { Panel } from '../../components/panel.js';
import { DIALECTS, dialectOf } from '../../lib/dialects.js';
import { useProjects } from '../../session/use-project.js';
import type { SectionProps } from './section-props.js';

interface EndpointProps extends SectionProps {
  /** Whether the project is still to be chosen: an admin who makes a webhook. */
  readonly choosesProject: boolean;
}

const INSTALLATION = '';
/** The rest is found by typing. */
const SHOWN = 100;

/** Where the requests go, what they look like, and what the webhook is called. */
export function EndpointSection({ draft, set, problem, choosesProject }: EndpointProps) {
  const known = DIALECTS.some(({ name }) => name === draft.dialect);
  return (
    <Panel title="Endpoint">
      <Stack gap="md">
        {choosesProject && <ProjectSelect draft={draft} set={set} problem={problem} />}
        <TextInput
          label="URL"
          required
          type="url"
          placeholder="https://example.com/webhooks"
          description="Requests are POSTed here. It must be reachable from this server."
          value={draft.url}
          onChange={(event) => set({ url: event.currentTarget.value })}
          error={problem?.ofField('url')}
        />
        <TextInput
          label="Name"
          placeholder="Billing sync"
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
          error={problem?.ofField('name')}
        />
        <Textarea
          label="Description"
          autosize
          minRows={1}
          maxRows={6}
          value={draft.description}
          onChange={(event) => set({ description: event.currentTarget.value })}
          error={problem?.ofField('description')}
        />
        <Select
          label="Dialect"
          description={dialectOf(draft.dialect).description}
          allowDeselect={false}
          data={[
            ...DIALECTS.map(({ name, title }) => ({ value: name, label: title })),
            ...(known ? [] : [{ value: draft.dialect, label: draft.dialect }]),
          ]}
          value={draft.dialect}
          onChange={(dialect) => dialect !== null && set({ dialect })}
          error={problem?.ofField('dialect')}
        />
        <Switch
          label="Enabled"
          description="While it is off, new events are skipped; they can be replayed or recovered later."
          checked={draft.active}
          onChange={(event) => set({ active: event.currentTarget.checked })}
        />
      </Stack>
    </Panel>
  );
}

function ProjectSelect({ draft, set, problem }: SectionProps) {
  const { data } = useProjects();
  return (
    <Select
      label="Project"
      description={draft.projectId === INSTALLATION ? 'It hears the events of every project.' : undefined}
      allowDeselect={false}
      searchable
      limit={SHOWN}
      data={[
        { value: INSTALLATION, label: 'The whole installation' },
        ...(data ?? []).map(({ id, name }) => ({ value: id, label: name })),
      ]}
      value={draft.projectId}
      onChange={(projectId) => set({ projectId: projectId ?? INSTALLATION })}
      error={problem?.ofField('project_id')}
    />
  );
}
