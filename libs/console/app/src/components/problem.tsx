import { Alert } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { ApiProblem } from '../api/problem.js';

/** Why something was refused, inside a form or a dialog. Nothing without an error. */
export function Problem({ error }: { readonly error: unknown }) {
  if (error === null || error === undefined) return null;
  const fields = error instanceof ApiProblem ? error.fields : [];
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      icon={<CircleAlert size={16} aria-hidden="true" />}
      title={error instanceof Error ? error.message : 'Something unexpected happened.'}
      styles={{ title: { color: 'var(--mantine-color-error)' }, icon: { color: 'var(--mantine-color-error)' } }}
    >
      {fields.length > 0 && (
        <ul style={{ margin: 0, paddingLeft: 18 }}>
          {fields.map(({ field, message }) => (
            <li key={`${field} ${message}`}>
              <span className="ph-mono">{field}</span> {message}
            </li>
          ))}
        </ul>
      )}
    </Alert>
  );
}
