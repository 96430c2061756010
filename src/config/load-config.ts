import { isAbsolute, resolve } from 'node:path';

import ipaddr from 'ipaddr.js';

import { AppConfig, LOG_LEVELS, ROLES } from './app-config.js';
import { ConfigError, StartRefusedError } from './config.errors.js';
import { isEncryptionKey, isWellKnownKey } from './encryption-keys.js';
import { EnvironmentReader, type Environment } from './reader.js';

const SECOND = 1000;
const DAY = 86_400_000;

/**
 * Makes the configuration from variables (DESIGN section 8).
 * @param folder the project's folder, against which relative paths are resolved
 * @throws ConfigError naming every unusable variable and what it should look like
 * @throws StartRefusedError when production lacks a key or uses the sample key
 */
export function loadConfig(environment: Environment, folder: string): AppConfig {
  const reader = new EnvironmentReader(environment);
  const config = new AppConfig();
  config.production = reader.text('NODE_ENV') === 'production';
  config.databaseUrl = readDatabaseUrl(reader);
  config.port = reader.integer('PORT', config.port, 0, 65_535);
  config.host = reader.text('HOST') ?? config.host;
  config.role = reader.oneOf('POSTHORN_ROLE', config.role, ROLES);
  config.stateFolder = absolute(reader.text('POSTHORN_STATE_DIR') ?? config.stateFolder, folder);
  config.adminToken = readAdminToken(reader);
  config.encryptionKeys = readEncryptionKeys(reader);
  config.logLevel = reader.oneOf('POSTHORN_LOG_LEVEL', config.logLevel, LOG_LEVELS);
  config.trustedProxies = readRanges(reader, 'POSTHORN_TRUSTED_PROXIES');
  config.requestsPerSecond = reader.integer('POSTHORN_RATE_LIMIT', config.requestsPerSecond, 1, 1_000_000);
  readDelivery(reader, config);
  const files = reader.text('POSTHORN_FILES_DIR');
  config.files.folder = files === undefined ? resolve(config.stateFolder, 'files') : absolute(files, folder);
  config.files.maxBytes = reader.integer('POSTHORN_FILE_MAX_BYTES', config.files.maxBytes, 1, 2 ** 40);

  if (reader.problems.length > 0) throw new ConfigError(reader.problems);
  if (config.production) refuseUnsafeKeys(config.encryptionKeys);
  return config;
}

function readDelivery(reader: EnvironmentReader, config: AppConfig): void {
  const delivery = config.delivery;
  delivery.dbConnections = reader.integer('POSTHORN_DB_CONNECTIONS', delivery.dbConnections, 1, 100);
  delivery.leaseMs = reader.duration('POSTHORN_LEASE_SECONDS', delivery.leaseMs, 's', SECOND, DAY);
  delivery.pollMs = reader.duration('POSTHORN_POLL_MS', delivery.pollMs, 'ms', 10, DAY);
  delivery.concurrency = reader.integer('POSTHORN_CONCURRENCY', delivery.concurrency, 1, 10_000);
  delivery.shutdownGraceMs = reader.duration('POSTHORN_SHUTDOWN_GRACE_SECONDS', delivery.shutdownGraceMs, 's', 0, DAY);
  delivery.retentionMs = reader.duration('POSTHORN_RETENTION_DAYS', delivery.retentionMs, 'd', SECOND, 3650 * DAY);
  delivery.egressAllow = readRanges(reader, 'POSTHORN_EGRESS_ALLOW');
  delivery.egressAddresses = readRanges(reader, 'POSTHORN_EGRESS_ADDRESSES');
  delivery.allowHttp = reader.boolean('POSTHORN_ALLOW_HTTP', !config.production);
  delivery.allowUnverifiedTls = reader.boolean('POSTHORN_ALLOW_UNVERIFIED_TLS', delivery.allowUnverifiedTls);
  if (reader.text('POSTHORN_TABLES') !== undefined) delivery.tables = reader.list('POSTHORN_TABLES');
  delivery.appwriteDatabase = reader.text('POSTHORN_APPWRITE_DATABASE') ?? delivery.appwriteDatabase;
}

function absolute(path: string, folder: string): string {
  return isAbsolute(path) ? path : resolve(folder, path);
}

function readDatabaseUrl(reader: EnvironmentReader): string | null {
  const value = reader.text('DATABASE_URL');
  if (value === undefined) return null;
  const expected = 'postgres://user:password@host:5432/database, or nothing for the embedded PostgreSQL';
  if (!URL.canParse(value)) return reader.refuse('DATABASE_URL', 'it is not a URL', expected, null);
  const { protocol } = new URL(value);
  if (protocol === 'postgres:' || protocol === 'postgresql:') return value;
  return reader.refuse('DATABASE_URL', `${protocol}// is not PostgreSQL`, expected, null);
}

function readAdminToken(reader: EnvironmentReader): string | null {
  const token = reader.text('POSTHORN_ADMIN_TOKEN');
  if (token === undefined) return null;
  const expected = '8 to 512 printable ASCII characters without blanks, not starting with phk_';
  if (!/^[\x21-\x7e]{8,512}$/.test(token) || token.startsWith('phk_')) {
    return reader.refuse('POSTHORN_ADMIN_TOKEN', 'the token cannot be used', expected, null);
  }
  return token;
}

function readEncryptionKeys(reader: EnvironmentReader): string[] | null {
  const keys = reader.list('POSTHORN_ENCRYPTION_KEYS');
  if (keys.length === 0) return null;
  const wrong = keys.findIndex((key) => !isEncryptionKey(key));
  if (wrong === -1) return keys;
  const expected = 'a comma list of base64 keys of 32 bytes each, newest first (openssl rand -base64 32 prints one)';
  return reader.refuse('POSTHORN_ENCRYPTION_KEYS', `key ${wrong + 1} of ${keys.length} is not one`, expected, null);
}

/** Addresses and CIDRs, as text. */
function readRanges(reader: EnvironmentReader, variable: string): string[] {
  const entries = reader.list(variable);
  const wrong = entries.find((entry) => !ipaddr.isValidCIDR(entry) && !isFullAddress(entry));
  if (wrong === undefined) return entries;
  return reader.refuse(
    variable,
    `"${wrong}" is neither an address nor a CIDR`,
    'a comma list such as 10.0.0.0/8,127.0.0.1/32,fd00::/8',
    [],
  );
}

/** `ipaddr.isValid` takes `127.1` and `10` for addresses; in a list of addresses those are mistakes. */
function isFullAddress(text: string): boolean {
  return ipaddr.IPv6.isValid(text) || ipaddr.IPv4.isValidFourPartDecimal(text);
}

function refuseUnsafeKeys(keys: readonly string[] | null): void {
  if (keys === null) {
    throw new StartRefusedError(
      'encryption_key_missing',
      'POSTHORN_ENCRYPTION_KEYS is not set, and production does not generate one. ' +
        'Set it to the output of: openssl rand -base64 32, and keep it as safe as the database.',
    );
  }
  if (keys.some(isWellKnownKey)) {
    throw new StartRefusedError(
      'sample_encryption_key',
      'POSTHORN_ENCRYPTION_KEYS holds a key that everybody knows (the one of .env.example, or a repeated byte). ' +
        'Set it to the output of: openssl rand -base64 32.',
    );
  }
}
