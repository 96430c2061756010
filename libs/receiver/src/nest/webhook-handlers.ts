import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { DiscoveryService, MetadataScanner, Reflector } from '@nestjs/core';
import { eventOf } from '../message/event-of.js';
import type { WebhookMessage } from '../message/webhook-message.js';
import { ReceiverError } from '../receiver.errors.js';
import { WEBHOOK_EVENT, type HandledEvent } from './webhook-event.decorator.js';

interface Handler extends HandledEvent {
  readonly call: (webhook: WebhookMessage) => unknown;
}

/** The methods with `@WebhookEvent`, found once, when the application is put together. */
@Injectable()
export class WebhookHandlers implements OnModuleInit {
  private handlers: readonly Handler[] = [];

  // Injected by token: packages built without decorator metadata work too.
  constructor(
    @Inject(DiscoveryService) private readonly discovery: DiscoveryService,
    @Inject(MetadataScanner) private readonly scanner: MetadataScanner,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  /** @throws ReceiverError `scoped_handler` */
  onModuleInit(): void {
    const wrappers = [...this.discovery.getProviders(), ...this.discovery.getControllers()];
    this.handlers = wrappers.flatMap((wrapper) => {
      const prototype = (wrapper.metatype as { prototype?: object } | null)?.prototype;
      if (prototype === undefined || wrapper.isAlias) return [];
      const names = this.scanner.getAllMethodNames(prototype);
      const found = names.flatMap((name) => this.handlersAt(prototype, name, () => wrapper.instance as object));
      if (found.length > 0 && !wrapper.isDependencyTreeStatic()) {
        throw new ReceiverError(
          'scoped_handler',
          `${String(wrapper.name)} is request-scoped and has methods with @WebhookEvent: make it a singleton.`,
        );
      }
      return found;
    });
  }

  /** Calls every method for the event, one after the other. @returns how many */
  async handle(webhook: WebhookMessage, from: string): Promise<number> {
    const mine = this.handlers.filter((handler) => handler.from === from);
    const named = mine.flatMap(({ definition, call }) => {
      const event = definition === undefined ? undefined : eventOf(webhook, definition);
      return event === undefined ? [] : [() => call(event)];
    });
    const others = mine
      .filter(({ definition }) => definition === undefined)
      .map(
        ({ call }) =>
          () =>
            call(webhook),
      );
    const calls = named.length > 0 ? named : others;
    for (const call of calls) await call();
    return calls.length;
  }

  private handlersAt(prototype: object, name: string, instance: () => object): Handler[] {
    const method = (prototype as Record<string, unknown>)[name];
    if (typeof method !== 'function') return [];
    const handled = this.reflector.get<HandledEvent | undefined>(WEBHOOK_EVENT, method as () => unknown);
    if (handled === undefined) return [];
    const call = (webhook: WebhookMessage): unknown =>
      (method as (event: WebhookMessage) => unknown).call(instance(), webhook);
    return [{ ...handled, call }];
  }
}
