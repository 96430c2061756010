import { SimpleGrid, Text } from '@mantine/core';
import type { Attempt } from '../../api/types.js';
import { BodyView } from '../../components/json-view.js';
import { HeadersView } from '../../components/request-view.js';
import classes from './delivery.module.css';

/** Headers sent, and what came back. */
export function AttemptDetail({ attempt }: { readonly attempt: Attempt }) {
  const { request_headers, response_headers, response_body, response_body_cut } = attempt;
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }} spacing="md">
      <div className={classes.side}>
        <h4>Request headers</h4>
        <HeadersView headers={request_headers} label="Request headers" />
      </div>
      <div className={classes.side}>
        <h4>Response</h4>
        {response_headers ? (
          <>
            <HeadersView headers={response_headers} label="Response headers" />
            {response_body ? (
              <BodyView body={response_body} label="Response body" maxHeight={300} />
            ) : (
              <Text size="sm" c="dimmed">
                The body was empty.
              </Text>
            )}
            {response_body_cut === true && (
              <Text size="xs" c="dimmed">
                Only the first 16 KiB are kept.
              </Text>
            )}
          </>
        ) : (
          <Text size="sm" c="dimmed">
            No answer came.
          </Text>
        )}
      </div>
    </SimpleGrid>
  );
}
