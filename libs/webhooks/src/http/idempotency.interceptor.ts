import { createHash } from 'node:crypto';
import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { PATH_METADATA } from '@nestjs/common/constants.js';
import { HttpAdapterHost } from '@nestjs/core';
import { catchError, from, mergeMap, of, type Observable } from 'rxjs';
import { getCaller } from '../access/caller.js';
import type { EngineLogger } from '../engine/engine-ports.js';
import { NestEngineLogger } from '../nest-engine-logger.js';
import { InvalidInputError, MalformedRequestError, StateConflictError, WebhooksError } from '../webhooks.errors.js';
import { isTooDeep } from './storable.js';
import { IdempotencyStore, type IdempotentRequest } from './idempotency.store.js';

const KEY = /^[\x21-\x7e]{1,255}$/;
/** Top-level fields of answers that are shown once and never stored. */
const SECRET_FIELDS: ReadonlySet<string> = new Set(['secret', 'key', 'previous']);

interface IncomingRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: unknown;
  readonly params?: Readonly<Record<string, unknown>>;
}

/** `Idempotency-Key` on POSTs (RULES 29): a repeat is answered as the first was, without what was secret in it. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger: EngineLogger = new NestEngineLogger();

  constructor(
    private readonly store: IdempotencyStore,
    private readonly adapters: HttpAdapterHost,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<IncomingRequest>();
    const header = request.headers['idempotency-key'];
    if (request.method !== 'POST' || header === undefined) return next.handle();
    if (typeof header !== 'string' || !KEY.test(header)) {
      throw new MalformedRequestError(
        'invalid_idempotency_key',
        'Idempotency-Key has 1 to 255 visible ASCII characters.',
      );
    }
    // It is turned into text here, before the route has looked at it.
    if (isTooDeep(request.body)) throw InvalidInputError.of('', 'too_deep', 'The body is nested too deeply.');
    const identified = this.identify(context, request, header);
    if (!(await this.store.begin(identified))) return this.repeat(identified, context);
    return next.handle().pipe(
      catchError((error: unknown) =>
        from(this.store.release(identified).catch(() => undefined)).pipe(
          mergeMap(() => {
            throw error;
          }),
        ),
      ),
      mergeMap(async (answer: unknown) => {
        const { statusCode } = context.switchToHttp().getResponse<{ statusCode: number }>();
        await this.keep(identified, statusCode, answer);
        return answer;
      }),
    );
  }

  /**
   * The work is done, so that its answer is given also when it cannot be kept. The key stays taken then: a repeat is
   * refused, where to run it would do the work twice.
   */
  private async keep(identified: IdempotentRequest, statusCode: number, answer: unknown): Promise<void> {
    const text = answer === undefined ? null : JSON.stringify(withoutSecrets(answer));
    try {
      await this.store.finish(identified, statusCode, text);
    } catch (error) {
      this.logger.warn('The answer to a request with an Idempotency-Key could not be kept', { error });
    }
  }

  private async repeat(identified: IdempotentRequest, context: ExecutionContext): Promise<Observable<unknown>> {
    const known = await this.store.find(identified);
    if (known && !identified.digest.equals(known.digest)) {
      throw new WebhooksError('invalid', 'idempotency_key_reused', 'This Idempotency-Key was used with another body.');
    }
    if (typeof known?.status_code !== 'number') {
      throw new StateConflictError('idempotency_key_in_use', 'The first request with this Idempotency-Key still runs.');
    }
    this.adapters.httpAdapter.setHeader(context.switchToHttp().getResponse<object>(), 'Idempotency-Replayed', 'true');
    return of(known.response === null ? undefined : (JSON.parse(known.response) as unknown));
  }

  /** By the route and its parameters: its path has many spellings (`/v1/users`, `/V1/Users/`), and they do one thing. */
  private identify(context: ExecutionContext, request: IncomingRequest, key: string): IdempotentRequest {
    const caller = getCaller(request);
    const route = [context.getClass(), context.getHandler()].map((part): unknown =>
      Reflect.getMetadata(PATH_METADATA, part),
    );
    const params = Object.entries(request.params ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
    const scope = digest(JSON.stringify([caller?.kind, caller?.projectId, caller?.actor, route, params]));
    return { scope: scope.toString('base64url'), key, digest: digest(JSON.stringify(request.body ?? null)) };
  }
}

function withoutSecrets(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
  return Object.fromEntries(Object.entries(answer).filter(([name]) => !SECRET_FIELDS.has(name)));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
