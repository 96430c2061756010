/** The host's database, as an adapter of `@posthorn/database`. */
export const DATABASE = 'POSTHORN_DATABASE';
/** `BoundedDatabase`: the same, for what goes on in the background. */
export const BACKGROUND_DATABASE = 'POSTHORN_BACKGROUND_DATABASE';
/** Posthorn's schema as a quoted identifier. */
export const SCHEMA = 'POSTHORN_SCHEMA';
/** The options of the REST API that are known before the module is made. */
export const API_OPTIONS = 'POSTHORN_API_OPTIONS';
/** `SecretBox` */
export const SECRET_BOX = 'POSTHORN_SECRET_BOX';
/** `DialectRegistry` */
export const DIALECTS = 'POSTHORN_DIALECTS';
/** `CursorCodec`, keyed by the installation. */
export const CURSORS = 'POSTHORN_CURSORS';
/** `Clock` */
export const CLOCK = 'POSTHORN_CLOCK';
/** `WebhooksOptions`, defaults filled in. */
export const OPTIONS = 'POSTHORN_OPTIONS';
/** `DeliveryEngine` */
export const ENGINE = 'POSTHORN_ENGINE';
/** `EngineStatements` */
export const STATEMENTS = 'POSTHORN_STATEMENTS';
/** `DutyStatements`: what is done in the background. */
export const DUTY_STATEMENTS = 'POSTHORN_DUTY_STATEMENTS';
/** `Duties`: recoveries, statistics. */
export const DUTIES = 'POSTHORN_DUTIES';
/** `EgressGuard` */
export const EGRESS_GUARD = 'POSTHORN_EGRESS_GUARD';
/** `OutboxWriter` */
export const OUTBOX_WRITER = 'POSTHORN_OUTBOX_WRITER';
/** `WebhooksModuleOptions`, as the host gave them. */
export const GIVEN_OPTIONS = 'POSTHORN_WEBHOOKS_OPTIONS';
/** `Sender`, behind the guard. */
export const SENDER = 'POSTHORN_SENDER';
/** `Housekeeping` */
export const HOUSEKEEPING = 'POSTHORN_HOUSEKEEPING';
/** `WakeNotifier`: tells other processes of commits. */
export const NOTIFIER = 'POSTHORN_NOTIFIER';
