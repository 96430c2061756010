import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client.js';
import type { Mailbox } from './mailbox.js';
import { done, heading } from './screen.js';
import { pathOf, SUBSCRIBERS, type Subscriber } from './subscribers.js';

/** Long enough for the retry of the failing receiver, with polls in between. */
const DELIVERY_TIMEOUT_MS = 20_000;

interface Created {
  readonly id: string;
}
interface CreatedWebhook extends Created {
  readonly secret: string;
}
interface WebhookPage {
  readonly webhooks: readonly (Created & { readonly metadata: Readonly<Record<string, unknown>> })[];
}
interface DeliveryPage {
  readonly deliveries: readonly { readonly status: string; readonly event_type: string; readonly attempts: number }[];
}

/** What the story left behind, for the checks that follow it. */
export interface StoryResult {
  /** Deliveries that were expected. */
  readonly expected: number;
  /** What did not come, or came wrong. */
  readonly missing: readonly string[];
}

/** Tells the whole story over REST: webhooks, a project, users, a file and payments, each with its deliveries. */
export class Story {
  private readonly webhooks = new Map<Subscriber, string>();
  private readonly missing: string[] = [];
  private expected = 0;

  constructor(
    private readonly admin: Client,
    private readonly mailbox: Mailbox,
    private readonly receiver: string,
  ) {}

  async run(): Promise<StoryResult> {
    await this.clearEarlierRuns();
    heading('Webhooks');
    await this.subscribe(this.admin, (subscriber) => subscriber.installation === true);

    heading('A project and its key');
    const project = await this.expecting('project.created', () =>
      this.request(this.admin, 'POST', '/v1/projects', { name: 'Demo' }),
    );
    const { key } = await this.admin.post<{ key: string }>(`/v1/projects/${project.id}/api-keys`, { name: 'demo' });
    done(`POST /v1/projects/${project.id.slice(0, 12)}…/api-keys`, 'from here on the requests carry this key');
    const client = this.admin.as(key);

    heading('Webhooks of the project');
    await this.subscribe(client, (subscriber) => subscriber.installation !== true);

    heading('Users, a file and payments');
    await this.tell(client, project.id);
    await this.compareLogs();
    return { expected: this.expected, missing: this.missing };
  }

  private async tell(client: Client, projectId: string): Promise<void> {
    const user = await this.expecting('user.created', () =>
      this.request(client, 'POST', '/v1/users', { name: 'Ada Lovelace', email: 'ada@example.com' }),
    );
    await this.expecting('user.updated', () =>
      this.request(client, 'PATCH', `/v1/users/${user.id}`, { name: 'Ada King' }),
    );
    await this.expecting('file.uploaded', async () => {
      const form = new FormData();
      form.set('project_id', projectId);
      form.set('file', new Blob(['Analytical engine, note G\n'], { type: 'text/plain' }), 'note-g.txt');
      const file = await client.post<Created>('/v1/files', form);
      done('POST /v1/files note-g.txt', file.id);
      return file;
    });
    await this.expecting('payment.succeeded', () =>
      this.request(client, 'POST', '/v1/payments', { amount: 4200, currency: 'EUR', source: 'tok_visa' }),
    );
    await this.expecting('payment.failed', () =>
      this.request(client, 'POST', '/v1/payments', { amount: 4200, currency: 'EUR', source: 'tok_chargeDeclined' }),
    );
    await this.expecting('project.updated', () =>
      this.request(this.admin, 'PATCH', `/v1/projects/${projectId}`, { name: 'Demo, renamed' }),
    );
    await this.expecting('user.deleted', async () => {
      await client.delete(`/v1/users/${user.id}`);
      done('DELETE /v1/users/…', user.id);
    });
  }

  /** Webhooks of an earlier demo point to a receiver that is gone. */
  private async clearEarlierRuns(): Promise<void> {
    const { webhooks } = await this.admin.get<WebhookPage>('/v1/webhooks?limit=200');
    const earlier = webhooks.filter(({ metadata }) => metadata['demo'] === 'posthorn');
    for (const { id } of earlier) await this.admin.delete(`/v1/webhooks/${id}`);
    if (earlier.length > 0) done(`removed ${earlier.length} webhooks of an earlier demo`, '');
  }

  private async subscribe(client: Client, which: (subscriber: Subscriber) => boolean): Promise<void> {
    for (const subscriber of SUBSCRIBERS.filter(which)) {
      const { label, dialect, events, schedule } = subscriber;
      const webhook = await client.post<CreatedWebhook>('/v1/webhooks', {
        name: `Demo: ${label}`,
        url: this.receiver + pathOf(subscriber),
        events,
        dialect,
        // Given, because the dialect of one document leaves requests unsigned without one.
        secret: `demo-secret-of-${dialect}`,
        metadata: { demo: 'posthorn' },
        ...(schedule ? { retry: { schedule } } : {}),
      });
      this.mailbox.open(subscriber, webhook.secret);
      this.webhooks.set(subscriber, webhook.id);
      const retries = schedule ? `, waits ${schedule.join(', ')} s` : '';
      done(`POST /v1/webhooks ${label}`, `${dialect}: ${events.join(', ')}${retries}`);
    }
  }

  private async request(client: Client, method: 'POST' | 'PATCH', route: string, body: object): Promise<Created> {
    const created = await (method === 'POST' ? client.post<Created>(route, body) : client.patch<Created>(route, body));
    const values = Object.values(body).filter((value) => typeof value === 'string' || typeof value === 'number');
    const [, , collection] = route.split('/');
    done(`${method} /v1/${collection ?? ''} ${values.join(' ')}`, created.id);
    return created;
  }

  /** Does something that publishes an event and waits until everybody who must hear of it has. */
  private async expecting<Result>(type: string, action: () => Promise<Result>): Promise<Result> {
    const result = await action();
    const expected = [...this.webhooks.keys()]
      .filter(({ hears }) => hears.includes(type))
      .map(({ label }) => ({ label, type }));
    this.expected += expected.length;
    for (const key of await this.mailbox.wait(expected, DELIVERY_TIMEOUT_MS)) {
      this.missing.push(`${key} was not received within ${DELIVERY_TIMEOUT_MS / 1000} s`);
    }
    return result;
  }

  /** The delivery log must tell what the receiver saw. Outcomes are written in batches, shortly after the answer. */
  private async compareLogs(): Promise<void> {
    heading('The delivery log');
    for (const [subscriber, id] of this.webhooks) {
      const expected = [...subscriber.hears].sort().join(', ');
      let seen = '';
      let attempts = 0;
      for (const deadline = Date.now() + DELIVERY_TIMEOUT_MS; Date.now() < deadline && seen !== expected;) {
        const { deliveries } = await this.admin.get<DeliveryPage>(`/v1/webhooks/${id}/deliveries?limit=200`);
        const successes = deliveries.filter(({ status }) => status === 'success');
        seen = successes
          .map(({ event_type }) => event_type)
          .sort()
          .join(', ');
        attempts = successes.reduce((sum, delivery) => sum + delivery.attempts, 0);
        if (seen !== expected) await sleep(100);
      }
      const wanted = subscriber.hears.length * (1 + (subscriber.failures ?? 0));
      if (seen !== expected) this.missing.push(`${subscriber.label}: the log shows ${seen || 'nothing'} delivered`);
      else if (attempts !== wanted) this.missing.push(`${subscriber.label}: ${attempts} attempts, not ${wanted}`);
      else
        done(
          `GET /v1/webhooks/…/deliveries ${subscriber.label}`,
          `${subscriber.hears.length} success, ${attempts} attempts`,
        );
    }
  }
}
