import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { FolderOpen, Plus } from 'lucide-react';
import { EmptyState } from '../../components/empty-state.js';
import { PageBody, PageHeader } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { useMay } from '../../session/session.js';
import { useProjectId } from '../../session/use-project.js';
import { ApiKeysTable } from './api-keys-table.js';
import { CreateKeyDialog } from './create-key-dialog.js';

/** The keys of a project: made, listed, revoked. */
export function ApiKeysPage() {
  const projectId = useProjectId();
  const mayWrite = useMay('api-keys:write');
  const [creating, { open, close }] = useDisclosure(false);
  return (
    <PageBody>
      <PageHeader
        title="API keys"
        actions={
          projectId !== undefined &&
          mayWrite && (
            <Button leftSection={<Plus size={16} aria-hidden="true" />} onClick={open}>
              Create key
            </Button>
          )
        }
      >
        What programs sign in with. A key belongs to one project and sees nothing of any other.
      </PageHeader>
      {projectId === undefined ? (
        <Panel>
          <EmptyState icon={FolderOpen} title="Choose a project">
            Keys belong to a project. Choose one on the left to see its keys and to make new ones.
          </EmptyState>
        </Panel>
      ) : (
        <Panel flush>
          <ApiKeysTable projectId={projectId} mayWrite={mayWrite} />
        </Panel>
      )}
      {projectId !== undefined && <CreateKeyDialog projectId={projectId} opened={creating} onClose={close} />}
    </PageBody>
  );
}
