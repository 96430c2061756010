import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import { EmptyState } from '../components/empty-state.js';
import { PageBody, PageHeader } from '../components/page.js';

export function NotFound() {
  return (
    <PageBody>
      <PageHeader title="Not found" />
      <EmptyState
        icon={Compass}
        title="There is no such page"
        action={
          <Button component={Link} to="/" variant="default">
            Go to the overview
          </Button>
        }
      >
        The address may be mistyped, or belong to a newer version of the console.
      </EmptyState>
    </PageBody>
  );
}
