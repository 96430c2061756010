/** The receiver of applications that have one. */
export const DEFAULT_RECEIVER = 'default';

/** Under which a `WebhookReceiver` can be injected: `@Inject(receiverToken('stripe'))`. */
export const receiverToken = (name: string = DEFAULT_RECEIVER): string => `POSTHORN_RECEIVER(${name})`;
