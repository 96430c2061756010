import type { Queryable } from '@posthorn/database';
import type { Sender, SendOutcome } from '@posthorn/egress';
import type { Clock } from '../common/clock.js';
import type { ConfigurationStore } from '../configuration/configuration-store.js';
import { attemptContents } from '../dispatcher/attempt-contents.js';
import { judge, judgeUnsendable, type Judgement } from '../dispatcher/judgement.js';
import { buildRequest, type BuiltRequest } from '../dispatcher/request-builder.js';
import { UnsendableError } from '../dispatcher/unsendable.error.js';
import { loadEvent, type EventDetails } from '../relay/loaded-event.js';
import { ResourceNotFoundError } from '../webhooks.errors.js';
import type { AttemptRecord } from './attempt.js';
import type { TestSend } from './engine.js';
import type { EngineStatements } from './engine-statements.js';
import type { Monotonic } from './monotonic.js';

export interface TestSenderDeps {
  readonly database: Queryable;
  readonly statements: EngineStatements;
  readonly configuration: ConfigurationStore;
  readonly sender: Sender;
  readonly clock: Clock;
  readonly monotonic: Monotonic;
  readonly newUuid: () => string;
}

/** `POST …/test`: one real attempt, at once, outside of queue, limits and health (RULES 25). */
export class TestSender {
  constructor(private readonly deps: TestSenderDeps) {}

  /** @throws ResourceNotFoundError when there is no such webhook */
  async send(input: TestSend): Promise<AttemptRecord> {
    const { configuration, clock, monotonic, newUuid, database, statements } = this.deps;
    // The caller may have created or changed the webhook a moment ago.
    const current = await configuration.reload();
    const webhook = current.webhooks.get(input.webhookId);
    if (webhook === undefined) throw new ResourceNotFoundError('webhook');
    const details: EventDetails & Record<string, unknown> = { ...input.details, test: true };
    const key = { eventId: newUuid(), webhookId: input.webhookId, replay: 0 };
    const row = {
      event_id: key.eventId,
      event_project: input.projectId,
      type: input.type,
      version: 1,
      occurred_ms: clock.now().getTime(),
      data: input.data,
      details,
      canonical: true,
      invalid_reason: null,
    };
    const event = loadEvent(row, input.data, current);
    const beganAt = monotonic.now();
    let built: BuiltRequest | undefined;
    let outcome: SendOutcome | undefined;
    let judgement: Judgement;
    try {
      built = buildRequest(event, webhook, key, 1, clock.now().getTime(), new AbortController().signal);
      outcome = await this.deps.sender.send(built.request);
      const context = {
        webhook,
        isOutdated: false,
        steps: webhook.retry.schedule.length,
        random: 0,
        now: clock.now(),
        slowDownSeconds: 0,
      };
      judgement = judge(outcome, context);
    } catch (error) {
      if (!(error instanceof UnsendableError)) throw error;
      judgement = judgeUnsendable(error);
    }
    const contents = attemptContents(judgement.outcome, built, outcome);
    const succeeded = judgement.outcome === 'success';
    const durationMs = outcome?.durationMs ?? 0;
    const { rows } = await database.query<{ started_ms: number }>(statements.storeTest, [
      key.eventId,
      input.projectId,
      input.type,
      input.data,
      JSON.stringify(details),
      key.webhookId,
      webhook.projectId ?? '',
      succeeded ? 'success' : 'failed',
      succeeded ? null : judgement.next,
      judgement.outcome,
      (monotonic.now() - beganAt) / 1000,
      durationMs,
      judgement.statusCode,
      judgement.errorCode,
      judgement.error,
      contents.signedHeaders,
      contents.responseHeaders,
      contents.responseBody,
      contents.responseCut,
    ]);
    return {
      key,
      number: 1,
      outcome: judgement.outcome,
      startedAt: new Date(rows[0]?.started_ms ?? clock.now().getTime()),
      durationMs,
      statusCode: judgement.statusCode,
      errorCode: judgement.errorCode,
      error: judgement.error,
      signedHeaders: built?.signedHeaders ?? {},
      responseHeaders: outcome?.kind === 'response' ? outcome.headers : {},
      responseBody: contents.responseBody ?? '',
      responseCut: contents.responseCut,
    };
  }
}
