import { Select, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { shortId } from '../lib/short-id.js';
import { useProjectId, useProjects } from '../session/use-project.js';
import { useSession } from '../session/session.js';

const ALL = '';
/** The rest is found by typing. */
const SHOWN = 100;

/** Whose webhooks are shown. A key has one project; the admin token chooses, or sees all of them. */
export function ProjectSwitcher() {
  const { kind } = useSession();
  const { data, isError } = useProjects();
  const projectId = useProjectId();
  const navigate = useNavigate();
  const choose = (id: string | null) =>
    void navigate({
      to: '.',
      search: (previous) => ({ ...previous, project: id === null || id === ALL ? undefined : id }),
    });

  if (kind === 'key') {
    const name = data?.find(({ id }) => id === projectId)?.name;
    return <TextInput aria-label="Project" title={projectId} value={name ?? shortId(projectId ?? '')} readOnly />;
  }
  // A host may keep its projects where this API does not see them: then their ids are typed.
  if (isError) return <ProjectIdInput key={projectId} projectId={projectId} onChoose={choose} />;
  const projects = data ?? [];
  const options = projects.map(({ id, name }) => ({ value: id, label: name }));
  const unknown = projectId !== undefined && !projects.some(({ id }) => id === projectId);
  return (
    <Select
      aria-label="Project"
      data={[
        { value: ALL, label: 'All projects' },
        ...options,
        ...(unknown ? [{ value: projectId, label: projectId }] : []),
      ]}
      value={projectId ?? ALL}
      onChange={choose}
      allowDeselect={false}
      searchable={options.length > 8}
      limit={SHOWN}
      nothingFoundMessage="No such project"
      comboboxProps={{ shadow: 'md' }}
    />
  );
}

function ProjectIdInput({
  projectId,
  onChoose,
}: {
  readonly projectId: string | undefined;
  readonly onChoose: (id: string) => void;
}) {
  const [value, setValue] = useState(projectId ?? '');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        onChoose(value.trim());
      }}
    >
      <TextInput
        aria-label="Project id"
        placeholder="All projects"
        value={value}
        onChange={(event) => setValue(event.currentTarget.value)}
        onBlur={() => onChoose(value.trim())}
      />
    </form>
  );
}
