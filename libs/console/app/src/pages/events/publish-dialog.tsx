import { Anchor, Button, Group, JsonInput, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { eventTypesQuery } from '../../api/catalog.js';
import { answer, api } from '../../api/client.js';
import type { EventType } from '../../api/types.js';
import { Problem } from '../../components/problem.js';
import { useSession } from '../../session/session.js';
import { useProjectId, useProjects } from '../../session/use-project.js';
import classes from './events.module.css';
import { checkPayload, type Fault } from './schema-check.js';

/** Publishes an event of the catalog with a payload of one's own, checked while it is written. */
export function PublishDialog({ onClose }: { readonly onClose: () => void }) {
  const types = useQuery(eventTypesQuery);
  const [chosen, setChosen] = useState<string | null>(null);
  const [edited, setEdited] = useState<string | null>(null);
  const [projectId, setProjectId] = useState(useProjectId() ?? '');
  const client = useQueryClient();
  const choices = types.data?.event_types ?? [];
  const type = choices.find(({ name }) => name === chosen);
  const text = edited ?? exampleOf(type);
  const check = type ? checkPayload(text, type.schema ?? null) : null;
  const publish = useMutation({
    mutationFn: (body: { type: string; data: Record<string, unknown> }) =>
      answer(api.POST('/v1/events', { body: { ...body, ...(projectId === '' ? {} : { project_id: projectId }) } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ['events'] }),
  });
  return (
    <Modal opened onClose={onClose} title="Publish a test event" size="lg" closeButtonProps={{ 'aria-label': 'Close' }}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (type && check?.data) publish.mutate({ type: type.name, data: check.data });
        }}
      >
        <Stack gap="md">
          <Text size="sm">It is a real event: every webhook that hears its type is sent it.</Text>
          <ProjectChoice value={projectId} onChange={setProjectId} />
          <Select
            label="Event type"
            placeholder="Choose from the catalog"
            description={type?.description}
            data={choices.map(({ name }) => name)}
            value={chosen}
            onChange={(name) => {
              setChosen(name);
              setEdited(null);
              publish.reset();
            }}
            searchable
            data-autofocus
            openOnFocus={false}
          />
          {type && (
            <>
              <JsonInput
                label="Payload"
                autosize
                minRows={6}
                maxRows={18}
                classNames={{ input: classes.editor ?? '' }}
                value={text}
                onChange={setEdited}
              />
              <Verdict faults={check?.faults ?? []} hasSchema={Boolean(type.schema)} />
            </>
          )}
          <Problem error={publish.error} />
          {publish.data && (
            <Text size="sm" role="status">
              Published.{' '}
              <Anchor component={Link} to={`/events/${publish.data.id}`} size="sm" underline="always">
                See who gets it
              </Anchor>
            </Text>
          )}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={onClose}>
              Close
            </Button>
            <Button type="submit" disabled={!check?.data || check.faults.length > 0} loading={publish.isPending}>
              Publish
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

interface ProjectChoiceProps {
  readonly value: string;
  readonly onChange: (id: string) => void;
}

/** An admin says whose event it is; a key has one project. */
function ProjectChoice({ value, onChange }: ProjectChoiceProps) {
  const { kind } = useSession();
  const { data, isError } = useProjects();
  if (kind === 'key') return null;
  if (isError) {
    return <TextInput label="Project id" value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
  return (
    <Select
      label="Project"
      data={[
        { value: '', label: 'None: only webhooks of the whole installation hear it' },
        ...(data ?? []).map(({ id, name }) => ({ value: id, label: name })),
      ]}
      value={value}
      onChange={(id) => onChange(id ?? '')}
      allowDeselect={false}
      searchable
      limit={100}
    />
  );
}

function Verdict({ faults, hasSchema }: { readonly faults: readonly Fault[]; readonly hasSchema: boolean }) {
  if (faults.length === 0) {
    return (
      <Group gap={6} c="var(--ph-success)" role="status">
        <CircleCheck size={15} aria-hidden="true" />
        <Text size="sm">{hasSchema ? 'It fits the schema.' : 'This type takes any object.'}</Text>
      </Group>
    );
  }
  return (
    <div role="status">
      <ul className={classes.faults} aria-label="What does not fit the schema">
        {faults.map(({ field, message }) => (
          <li key={`${field} ${message}`}>
            {field !== '' && <span className="ph-mono">{field} </span>}
            {message}
          </li>
        ))}
      </ul>
    </div>
  );
}

function exampleOf(type: EventType | undefined): string {
  return JSON.stringify(type?.example ?? {}, null, 2);
}
