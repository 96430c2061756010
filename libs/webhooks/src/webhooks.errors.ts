/** One entry per wrong field, as the API shows it. */
export interface FieldProblem {
  /** Path from the root of the body: `retry.schedule[1]`; the parameter's name in a query. */
  readonly field: string;
  /** Stable: `required`, `invalid`, `unknown_field`, `unknown_event_type`, … */
  readonly code: string;
  readonly message: string;
  /** What would have been accepted. */
  readonly expected?: string;
}

/**
 * What an error means to a caller. The HTTP filter maps each kind to one status and nothing else does.
 * `internal` is our own fault and is never shown in detail.
 */
export type WebhooksErrorKind =
  | 'malformed'
  | 'unauthorized'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'gone'
  | 'invalid'
  | 'too_many'
  | 'unavailable'
  | 'internal';

/** Base of everything this library throws on purpose. Branch on `code`, never on the message. */
export class WebhooksError extends Error {
  constructor(
    readonly kind: WebhooksErrorKind,
    readonly code: string,
    message: string,
    options: { readonly cause?: unknown; readonly fields?: readonly FieldProblem[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.fields = options.fields ?? [];
  }

  readonly fields: readonly FieldProblem[];
}

/** The id names nothing that the caller may see. Foreign and unknown ids are told apart by nobody. */
export class ResourceNotFoundError extends WebhooksError {
  constructor(readonly resource: 'webhook' | 'delivery' | 'event' | 'event_type' | 'project' | 'recovery') {
    super('not_found', `${resource}_not_found`, `There is no such ${resource.replace('_', ' ')}.`);
  }
}

/** The request is understood and its values break a rule. */
export class InvalidInputError extends WebhooksError {
  constructor(fields: readonly FieldProblem[], code = 'validation_failed') {
    super('invalid', code, summary(fields), { fields });
  }

  /** One wrong field. */
  static of(field: string, code: string, message: string, expected?: string): InvalidInputError {
    return new InvalidInputError([{ field, code, message, ...(expected === undefined ? {} : { expected }) }]);
  }
}

/** The request cannot be read: a broken query parameter, a cursor that we did not make. */
export class MalformedRequestError extends WebhooksError {
  constructor(code: string, message: string, fields: readonly FieldProblem[] = []) {
    super('malformed', code, message, { fields });
  }
}

/** The resource is in a state in which this cannot be done. */
export class StateConflictError extends WebhooksError {
  constructor(code: string, message: string) {
    super('conflict', code, message);
  }
}

/** What the request needs existed and is gone for good. */
export class ExpiredError extends WebhooksError {
  constructor(code: string, message: string) {
    super('gone', code, message);
  }
}

/** A sealed value does not open: its key is missing, it was damaged, or it was copied from another row. */
export class SecretUnreadableError extends WebhooksError {
  constructor(detail: string, cause?: unknown) {
    super(
      'internal',
      'secret_unreadable',
      `A sealed secret cannot be opened: ${detail} Keep every key that sealed something in encryption.keys.`,
      { cause },
    );
  }
}

/** An option of the module is missing or impossible. Thrown at boot. */
export class WebhooksOptionsError extends WebhooksError {
  constructor(message: string) {
    super('internal', 'invalid_options', message);
  }
}

function summary(fields: readonly FieldProblem[]): string {
  const [first] = fields;
  if (first && fields.length === 1) return first.message;
  return `${fields.length} fields are not valid: ${fields.map((entry) => entry.field).join(', ')}.`;
}
