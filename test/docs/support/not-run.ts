import type { Sample } from './pages.js';

/** A sample that the docs test does not execute, and why. */
export interface NotRun {
  readonly page: string;
  /** The sample is the one that holds this line. */
  readonly line: string;
  /** `elsewhere` names the test that executes it; that file has to hold the words of `by`. */
  readonly because: string;
  readonly elsewhere?: { readonly test: string; readonly holds: string };
}

/** All of them: a sample that is not here is executed, and an entry that fits no sample is an error. */
export const NOT_RUN: readonly NotRun[] = [
  {
    page: 'README.md',
    line: 'npm run demo    # the application and a receiver: deliveries, verified and retried, and the console',
    because: 'the demo installs, builds and keeps serving, and npm test would run this test within itself',
    elsewhere: { test: 'test/e2e/demo.e2e-spec.ts', holds: '--once' },
  },
  {
    page: 'docs/quick-start.md',
    line: 'POSTHORN_EGRESS_ALLOW=127.0.0.1/32 npm start',
    because: 'it would go on serving; this test starts the same application from what was built',
  },
  {
    page: 'docs/operate.md',
    line: 'GRANT USAGE ON SCHEMA posthorn TO app;',
    because: 'the role would be one of the whole server',
    elsewhere: {
      test: 'test/db/engine-days.db-spec.ts',
      holds: 'grant usage, select on all sequences in schema posthorn',
    },
  },
  {
    page: 'docs/decisions/transaction-proof.md',
    line: 'with proof as materialized (',
    because: 'parts of a statement, with dots for the rest',
  },
];

/** Pages whose samples another test executes, all of them. */
export const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  'libs/receiver/README.md': 'test/packaging/receiver.host-spec.ts',
  'libs/testing/README.md': 'test/unit/testing-readme.spec.ts',
};

/** Languages of blocks that are read and not executed. */
export const READ_ONLY: Readonly<Record<string, string>> = {
  '': 'a picture in characters',
  text: 'what is printed; compared with the output of the command in front of it when it says `output`',
  http: 'a request as it goes over the wire; the page of its dialect is compared with a real one',
  ini: 'a piece of the configuration of another program',
  mermaid: 'a picture',
  nginx: 'a piece of the configuration of another program',
};

export function notRun(sample: Sample): NotRun | undefined {
  return NOT_RUN.find(({ page, line }) => page === sample.page && sample.text.split('\n').includes(line));
}
