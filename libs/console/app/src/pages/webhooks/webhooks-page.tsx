import { Button, Select, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { Plus, Search, Webhook as WebhookIcon } from 'lucide-react';
import { DataTable } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { PageBody, PageHeader } from '../../components/page.js';
import { Panel } from '../../components/panel.js';
import { Toolbar } from '../../components/toolbar.js';
import { useTypedText } from '../../lib/use-typed-text.js';
import { useMay } from '../../session/session.js';
import { useProjectId } from '../../session/use-project.js';
import { oneOf } from '../../router/search.js';
import { WEBHOOK_STATUSES, webhooksRoute } from './route.js';
import { useWebhooks } from './use-webhooks.js';
import { webhookColumns } from './webhook-columns.js';

export function WebhooksPage() {
  const { search, status } = webhooksRoute.useSearch();
  const pages = useWebhooks({ project_id: useProjectId(), search, status });
  const add = useMay('webhooks:write') && (
    <Button component={Link} to="/webhooks/new" leftSection={<Plus size={16} />}>
      Add Webhook
    </Button>
  );
  const filtered = search !== undefined || status !== undefined;
  return (
    <PageBody>
      <PageHeader title="Webhooks" actions={add}>
        Who is told about what happens, and how their endpoints are doing.
      </PageHeader>
      <Panel flush>
        <Filters />
        <DataTable
          label="Webhooks"
          columns={webhookColumns}
          pages={pages}
          rowKey={({ id }) => id}
          empty={
            filtered ? (
              <EmptyState icon={Search} title="No webhook fits">
                Nothing has this in its name, description or URL, or is in this state.
              </EmptyState>
            ) : (
              <EmptyState icon={WebhookIcon} title="No webhooks yet" action={add}>
                A webhook is an address of yours that hears of the events you pick, signed, and retried when it fails.
              </EmptyState>
            )
          }
        />
      </Panel>
    </PageBody>
  );
}

function Filters() {
  const { search, status } = webhooksRoute.useSearch();
  const navigate = webhooksRoute.useNavigate();
  const { text, setText, setSent } = useTypedText(search ?? '');
  const apply = useDebouncedCallback((value: string) => {
    setSent(value);
    void navigate({ search: (previous) => ({ ...previous, search: value || undefined }), replace: true });
  }, 250);
  return (
    <Toolbar>
      <TextInput
        aria-label="Search webhooks"
        placeholder="Search name, description or URL"
        leftSection={<Search size={15} aria-hidden="true" />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          apply(event.currentTarget.value.trim());
        }}
        flex="1 1 220px"
      />
      <Select
        aria-label="Status"
        placeholder="Any status"
        data={[...WEBHOOK_STATUSES]}
        value={status ?? null}
        clearable
        clearButtonProps={{ 'aria-label': 'Any status' }}
        onChange={(value) =>
          void navigate({ search: (previous) => ({ ...previous, status: oneOf(WEBHOOK_STATUSES, value) }) })
        }
        w={150}
      />
    </Toolbar>
  );
}
