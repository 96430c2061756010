import { Get, Header, HttpCode, Param, Post } from '@nestjs/common';
import { Call } from '../access/call.decorator.js';
import type { Caller } from '../access/caller.js';
import { scopeOf } from '../access/project-scope.js';
import { RequireScope } from '../access/require-scope.decorator.js';
import { ApiController } from '../http/api-controller.decorator.js';
import { Describe } from '../http/describe.decorator.js';
import { IdOf } from '../http/id.pipe.js';
import { isoSeconds } from '../http/moment.js';
import { RequestBody } from '../http/request-input.js';
import { WebhookSecrets, type RevealedSecrets } from './webhook-secrets.service.js';
import { RotateSecretDto } from './webhook.dto.js';
import { toWebhookJson } from './webhook.mapper.js';
import { contextOf } from './webhooks.controller.js';
import { WebhooksService } from './webhooks.service.js';

/** `/v1/webhooks/{id}/secret` */
@ApiController('webhooks/:id/secret')
export class WebhookSecretsController {
  constructor(
    private readonly webhooks: WebhooksService,
    private readonly secrets: WebhookSecrets,
  ) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  @RequireScope('secrets:read')
  @Describe({ summary: 'Reveal the signing secret; leaves an audit entry', returns: 'Secret' })
  async reveal(@Call() caller: Caller, @Param('id', IdOf('hook')) id: string): Promise<object> {
    return toSecretJson(await this.secrets.reveal(id, scopeOf(caller), contextOf(caller)));
  }

  @Post('rotate')
  @Header('Cache-Control', 'no-store')
  @HttpCode(200)
  @RequireScope('webhooks:write')
  @Describe({ summary: 'Rotate the secret; during the grace time the previous one signs as well', returns: 'Webhook' })
  async rotate(
    @Call() caller: Caller,
    @Param('id', IdOf('hook')) id: string,
    @RequestBody(RotateSecretDto) body: RotateSecretDto,
  ): Promise<object> {
    const rotation = { secret: body.secret, graceSeconds: body.grace_seconds };
    const revealed = await this.secrets.rotate(id, scopeOf(caller), rotation, contextOf(caller));
    const webhook = toWebhookJson(await this.webhooks.get(id, scopeOf(caller)));
    const until = revealed.previous[0]?.expiresAt;
    return {
      ...webhook,
      secret: revealed.secret,
      previous_secret_expires_at: until === undefined ? null : isoSeconds(until),
    };
  }

  @Post('finish')
  @HttpCode(200)
  @RequireScope('webhooks:write')
  @Describe({ summary: 'End a rotation: only the newest secret signs', returns: 'Webhook' })
  async finish(@Call() caller: Caller, @Param('id', IdOf('hook')) id: string): Promise<object> {
    await this.secrets.finishRotation(id, scopeOf(caller), contextOf(caller));
    return toWebhookJson(await this.webhooks.get(id, scopeOf(caller)));
  }
}

function toSecretJson({ secret, previous }: RevealedSecrets): object {
  return {
    secret,
    previous: previous.map((entry) => ({ secret: entry.secret, expires_at: isoSeconds(entry.expiresAt) })),
  };
}
