import { randomUUID } from 'node:crypto';
import { createSender, EgressGuard, type Sender, type SendOutcome } from '@posthorn/egress';
import type { ApiClient, Json } from '../api/api-client.js';
import { CliError } from '../cli.errors.js';
import { version } from '../version.js';

export interface ForwardingOptions {
  readonly url: string;
  readonly dialect: string;
  /** Signs what is forwarded; the server only computes with it. */
  readonly secret: string;
  /** What a webhook would list in `events`; what does not match is left out. Absent: everything. */
  readonly events?: readonly string[];
  /** Accepts any certificate of the receiver. */
  readonly insecure: boolean;
}

/** What became of one event. */
export type Forwarded =
  { readonly kind: 'unheard' } | { readonly kind: 'unrenderable'; readonly reason: string } | SendOutcome;

const TIMEOUT_MS = 30_000;
/** A developer's own machine and network; link-local and metadata addresses stay shut. */
const OWN_NETWORKS = ['127.0.0.0/8', '::1/128', '10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'];

/**
 * Sends events to a receiver of the developer's as deliveries of a webhook would be: rendered by the server's own dialect,
 * signed, through the sender that deliveries take.
 */
export class Forwarder {
  private readonly sender: Sender;

  /** @throws CliError `invalid_arguments` when the URL is none */
  constructor(
    private readonly client: ApiClient,
    private readonly options: ForwardingOptions,
  ) {
    const { url, insecure } = options;
    const target = URL.canParse(url) ? new URL(url) : undefined;
    if (target === undefined || !/^https?:$/.test(target.protocol)) {
      throw new CliError('invalid_arguments', '--forward has to be a URL such as http://localhost:3000/hook.');
    }
    this.sender = createSender(
      new EgressGuard({
        allowHttp: true,
        allowedAddresses: OWN_NETWORKS,
        denyOwnAddresses: false,
        allowedPorts: [Number(target.port) || (target.protocol === 'https:' ? 443 : 80)],
        allowUnverifiedTls: insecure,
      }),
    );
  }

  /**
   * Asks the server whether a webhook could be so, before anything is published: otherwise a name that cannot be would be
   * waited for without end.
   * @returns what a webhook would be warned of
   * @throws ApiRefusal for a dialect, an entry of `events` or a secret that there cannot be; CliError
   */
  async check(): Promise<readonly string[]> {
    const { url, dialect, secret, events } = this.options;
    const { warnings } = await this.client.post('/webhooks/preview', {
      url,
      dialect,
      secret,
      ...(events === undefined ? {} : { events }),
    });
    return Array.isArray(warnings) ? warnings.map(String) : [];
  }

  /** @throws ApiRefusal, CliError when the server cannot be asked */
  async forward(event: Json): Promise<Forwarded> {
    const { url, dialect, secret, events, insecure } = this.options;
    if (event['data'] === null) return { kind: 'unrenderable', reason: 'its payload was erased' };
    if (typeof event['invalid_reason'] === 'string') return { kind: 'unrenderable', reason: event['invalid_reason'] };
    const preview = await this.client.post('/webhooks/preview', {
      event_id: event['id'],
      url,
      dialect,
      secret,
      ...(events === undefined ? {} : { events }),
    });
    if (events !== undefined && preview['matches'] === false) return { kind: 'unheard' };
    const { headers, body } = preview['request'] as { headers: Readonly<Record<string, string>>; body: string };
    return this.sender.send({
      url,
      body,
      headers: {
        ...headers,
        // As deliveries have it. The constant of the webhooks module would bring that whole module, a second of loading.
        'User-Agent': `Posthorn/${await version()}`,
        'X-Posthorn-Event': String(event['id']),
        // No delivery is stored; receivers may still want one to tell requests apart by.
        'X-Posthorn-Delivery': `del_${randomUUID().replaceAll('-', '')}`,
        'X-Posthorn-Attempt': '1',
      },
      timeoutMs: TIMEOUT_MS,
      tls: { verify: !insecure },
    });
  }

  close(): Promise<void> {
    return this.sender.close();
  }
}
