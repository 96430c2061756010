import { Application, ApplicationError } from './application.js';
import { Client, UnexpectedAnswerError } from './client.js';
import { Mailbox } from './mailbox.js';
import { Receiver } from './receiver.js';
import { bold, dim, done, duration, heading, verdict, wrong } from './screen.js';
import { Story } from './story.js';

export interface DemoOptions {
  /** The folder of the project, in which `dist` is built. */
  readonly root: string;
  /** Ends after the story instead of serving on. */
  readonly once: boolean;
}

/**
 * Starts the application and a receiver, tells the story, then serves until it is interrupted.
 * @returns the exit code: 0 when everything expected was received and verified
 */
export async function main({ root, once }: DemoOptions): Promise<number> {
  let admin: Client | undefined;
  const mailbox = new Mailbox(async (id) => (await admin?.get<{ type: string }>(`/v1/events/${id}`))?.type ?? id);
  const receiver = new Receiver((request) => mailbox.take(request));
  const interruption = new Interruption();
  let application: Application | undefined;
  try {
    heading('Posthorn');
    const receiverUrl = await receiver.listen();
    done('A receiver, as a customer would run it', `${receiverUrl}, the only address that is opened`);
    const startedAt = performance.now();
    const database = process.env['DATABASE_URL'] ? 'the database of DATABASE_URL' : 'the embedded PostgreSQL';
    application = await Application.start(root, receiver.allow);
    done('The application', `${application.base}, on ${database}, ready in ${duration(performance.now() - startedAt)}`);

    const token = await application.token();
    admin = new Client(application.base, token);
    const told = await interruption.orEnd(new Story(admin, mailbox, receiverUrl).run());
    if (told === undefined) return 130;
    const problems = [...told.missing, ...mailbox.problems];
    for (const problem of problems) wrong(problem);
    verdict(
      problems.length === 0,
      problems.length === 0
        ? `${mailbox.count} of ${told.expected} deliveries received and verified, ${mailbox.retried} after a retry.`
        : `${problems.length} of what was expected did not happen.`,
    );
    if (once) return problems.length === 0 ? 0 : 1;

    await showWhereToLook(admin, application, token);
    const fallen = await interruption.orEnd(application.ended().then(() => true));
    if (fallen) throw new ApplicationError(`The application ended by itself:\n${application.lastWords()}`);
    return problems.length === 0 ? 0 : 1;
  } catch (error) {
    if (!(error instanceof ApplicationError || error instanceof UnexpectedAnswerError)) throw error;
    verdict(false, error.message);
    return 1;
  } finally {
    if (application) await application.stop();
    await receiver.close();
    interruption.forget();
  }
}

async function showWhereToLook(client: Client, { base, tokenFile }: Application, token: string): Promise<void> {
  const pages = [
    ['Console', '/console'],
    ['API', '/docs'],
    ['OpenAPI', '/openapi.json'],
  ] as const;
  heading('Look around');
  for (const [name, route] of pages) if (await client.has(route)) console.log(`  ${name.padEnd(8)} ${base}${route}`);
  // A token that was given is never printed.
  const where = tokenFile === null ? 'the one of POSTHORN_ADMIN_TOKEN' : `${token} ${dim(`(kept in ${tokenFile})`)}`;
  console.log(`  ${'Token'.padEnd(8)} ${where}`);
  console.log(`\n${bold('Serving.')} ${dim('What else reaches the receiver is shown here. Ctrl-C ends it.')}`);
}

/** SIGINT or SIGTERM, once; what comes after the first is left to the shutdown that it began. */
class Interruption {
  private readonly signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  private readonly controller = new AbortController();
  private readonly handler = (): void => {
    this.controller.abort();
  };

  constructor() {
    for (const signal of this.signals) process.on(signal, this.handler);
  }

  /** The result of `work`, or undefined when a signal comes first. */
  orEnd<Result>(work: Promise<Result>): Promise<Result | undefined> {
    const { signal } = this.controller;
    if (signal.aborted) return Promise.resolve(undefined);
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => {
        // What the interrupted work runs into on the way down is no news.
        resolve(undefined);
      });
      work.then(resolve, reject);
    });
  }

  forget(): void {
    for (const signal of this.signals) process.off(signal, this.handler);
  }
}
