import { sqlState } from '../common/sql-state.js';
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

/** The caller's transaction runs where Posthorn's schema is not, or under a role that may not write there. Nothing was stored. */
export class PublishTargetError extends WebhooksError {
  private constructor(code: 'schema_missing' | 'schema_forbidden', message: string, cause: unknown) {
    super('internal', code, `${message} Nothing was stored, and the transaction can only roll back.`, { cause });
  }

  /** What such an error of the database says; any other comes back as it is. */
  static of(error: unknown): unknown {
    const state = sqlState(error) ?? '';
    if (/^(3F000|42P01|42883|42703)$/.test(state)) {
      return new PublishTargetError(
        'schema_missing',
        "The transaction belongs to a database in which Posthorn's schema is missing or older than this version. Pass a " +
          'transaction of the database that Posthorn was given, or run npx posthorn migrate there.',
        error,
      );
    }
    if (state === '42501') {
      return new PublishTargetError(
        'schema_forbidden',
        "The role of the transaction may not write to Posthorn's schema. Grant it the rights that npx posthorn doctor names.",
        error,
      );
    }
    return error;
  }
}
