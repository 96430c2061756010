import { Braces } from 'lucide-react';
import { Table, type Column } from '../../components/data-table.js';
import { EmptyState } from '../../components/empty-state.js';
import { fieldsOf, type SchemaField } from './schema-fields.js';

const COLUMNS: readonly Column<SchemaField>[] = [
  {
    key: 'path',
    header: 'Field',
    render: ({ path }) => (
      <span className="ph-mono ph-name ph-truncate" title={path}>
        {path}
      </span>
    ),
  },
  { key: 'type', header: 'Type', render: ({ type }) => <span className="ph-mono">{type}</span> },
  { key: 'required', header: 'Always there', render: ({ required }) => (required ? 'yes' : 'no') },
  { key: 'description', header: 'Description', hideBelow: 'sm', render: ({ description }) => description || '–' },
];

/** The fields that a schema describes. */
export function Fields({ schema }: { readonly schema: unknown }) {
  const fields = fieldsOf(schema);
  if (fields.length === 0) {
    return (
      <EmptyState icon={Braces} title="Any object">
        This type has no schema that names its fields.
      </EmptyState>
    );
  }
  return <Table label="Fields of the data" columns={COLUMNS} rows={fields} rowKey={({ path }) => path} />;
}
