import { WebhooksError } from '../webhooks.errors.js';

/** The caller's own id was used before for an event with another type or payload. Nothing of the batch was stored. */
export class PublishConflictError extends WebhooksError {
  constructor(readonly publishKey: string) {
    super(
      'conflict',
      'publish_conflict',
      `The id ${JSON.stringify(publishKey)} was used before for an event with other contents. ` +
        `Publish the same type and payload under it, or take another id.`,
    );
  }
}
