import { Inject, Injectable } from '@nestjs/common';
import type { EgressGuard } from '@posthorn/egress';
import type { FieldProblem } from '../webhooks.errors.js';
import type { WebhooksOptions } from '../webhooks.options.js';
import { EGRESS_GUARD, OPTIONS } from '../webhooks.tokens.js';

export interface DestinationJudgement {
  readonly problems: readonly FieldProblem[];
  readonly warnings: readonly string[];
}

/** Judges a URL when it is written down. The decision that counts is made again when connecting. */
@Injectable()
export class Destinations {
  constructor(
    @Inject(EGRESS_GUARD) private readonly guard: EgressGuard,
    @Inject(OPTIONS) private readonly options: WebhooksOptions,
  ) {}

  async check(url: string): Promise<DestinationJudgement> {
    const verdict = await this.guard.checkDestination(url);
    if (verdict.ok) return { problems: [], warnings: verdict.resolved ? [] : [UNRESOLVED] };
    const { allowHttp } = this.guard.options;
    const expected = `an absolute ${allowHttp ? 'http(s)' : 'https'} URL of a public address`;
    // A developer's first webhook leads to this machine: the host says how that is opened, if it wants to.
    const hint = verdict.range === 'loopback' ? this.options.delivery.loopbackHint : '';
    const message = hint === '' ? verdict.message : `${verdict.message} ${hint}`;
    return { problems: [{ field: 'url', code: verdict.code, message, expected }], warnings: [] };
  }
}

const UNRESOLVED = 'url: The name does not resolve at present. Deliveries fail until it does.';
