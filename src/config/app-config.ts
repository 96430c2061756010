export type Role = 'all' | 'api' | 'dispatcher';
export const ROLES: readonly Role[] = ['all', 'api', 'dispatcher'];

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
export const LOG_LEVELS: readonly LogLevel[] = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

/** The deliveries' part of the configuration. Durations are milliseconds. */
export class DeliveryConfig {
  /** `POSTHORN_DB_CONNECTIONS`: connections that relay, dispatcher and housekeeping may hold, plus one for LISTEN. */
  dbConnections = 4;
  /** `POSTHORN_LEASE_SECONDS` */
  leaseMs = 60_000;
  /** `POSTHORN_POLL_MS` */
  pollMs = 1000;
  /** `POSTHORN_CONCURRENCY`: requests in flight per process. */
  concurrency = 64;
  /** `POSTHORN_SHUTDOWN_GRACE_SECONDS` */
  shutdownGraceMs = 25_000;
  /** `POSTHORN_RETENTION_DAYS` */
  retentionMs = 30 * 86_400_000;
  /** `POSTHORN_EGRESS_ALLOW`: CIDRs that deliveries may reach although they are not public. */
  egressAllow: readonly string[] = [];
  /** `POSTHORN_EGRESS_ADDRESSES`: the addresses that receivers may put on their allow lists. */
  egressAddresses: readonly string[] = [];
  /** `POSTHORN_ALLOW_HTTP`: plain http URLs; false in production. */
  allowHttp = true;
  /** `POSTHORN_ALLOW_UNVERIFIED_TLS`: whether a webhook may set `tls_verify` to false. */
  allowUnverifiedTls = false;
  /** `POSTHORN_TABLES`: tables whose row changes may be listened to. */
  tables: readonly string[] = ['public.*'];
  /** `POSTHORN_APPWRITE_DATABASE`: the database id in Appwrite's event names. */
  appwriteDatabase = 'main';
}

/** The uploads' part of the configuration. */
export class FilesConfig {
  /** `POSTHORN_FILES_DIR`: path of the local storage; default: `files` in the state folder. */
  folder = '.posthorn/files';
  /** `POSTHORN_FILE_MAX_BYTES` */
  maxBytes = 100 * 1024 * 1024;
}

/**
 * How long clients may take to send a request, milliseconds: whoever drips a byte a second holds a connection. There are
 * no variables for these.
 */
export class PatienceConfig {
  /** The head of a request. */
  headersMs = 15_000;
  /** Its body, from the end of the head. */
  bodyMs = 30_000;
  /** A whole request with a file in it. */
  uploadMs = 300_000;
}

/** Everything that the environment decides. The initialisers are the defaults. */
export class AppConfig {
  production = false;
  /** `DATABASE_URL`; null: the embedded PostgreSQL. */
  databaseUrl: string | null = null;
  /** `PORT`; 0 takes a free one. */
  port = 3000;
  /** `HOST` */
  host = '127.0.0.1';
  /** `POSTHORN_ROLE` */
  role: Role = 'all';
  /** `POSTHORN_STATE_DIR`: absolute path of the folder for generated secrets, files and the embedded PostgreSQL. */
  stateFolder = '.posthorn';
  /** `POSTHORN_ADMIN_TOKEN`; null: generated and kept in the state folder. */
  adminToken: string | null = null;
  /** `POSTHORN_ENCRYPTION_KEYS`, base64 of 32 bytes each, newest first; null: generated outside production. */
  encryptionKeys: readonly string[] | null = null;
  /** `POSTHORN_LOG_LEVEL` */
  logLevel: LogLevel = 'info';
  /** `POSTHORN_TRUSTED_PROXIES`: whose `X-Forwarded-For` is believed; nobody's unless listed. */
  trustedProxies: readonly string[] = [];
  /** `POSTHORN_RATE_LIMIT`: requests per second and caller before 429. */
  requestsPerSecond = 400;
  patience = new PatienceConfig();
  delivery = new DeliveryConfig();
  files = new FilesConfig();
}
