import { createAppwriteDialect } from './appwrite/appwrite.dialect.js';
import { createAppwriteNativeDialect } from './appwrite-native/appwrite-native.dialect.js';
import { backendifyDialect } from './backendify/backendify.dialect.js';
import { classicDialect } from './classic/classic.dialect.js';
import { cloudEventsBinaryDialect, cloudEventsDialect } from './cloudevents/cloudevents.dialect.js';
import { fluxbaseDialect } from './fluxbase/fluxbase.dialect.js';
import { fluxbaseNativeDialect } from './fluxbase-native/fluxbase-native.dialect.js';
import type { DialectPlugin } from './management/dialect-management.js';
import { standardDialect } from './standard/standard.dialect.js';
import { standardWebhooksDialect } from './standard-webhooks/standard-webhooks.dialect.js';

export interface DialectOptions {
  /** The `<db>` of `databases.<db>.tables…` for row changes; `main` unless said. */
  readonly appwriteDatabase?: string;
}

/** Every dialect, the default one first, configured. */
export function createDialects({ appwriteDatabase }: DialectOptions = {}): readonly DialectPlugin[] {
  const appwrite = appwriteDatabase === undefined ? {} : { database: appwriteDatabase };
  return [
    standardDialect,
    standardWebhooksDialect,
    backendifyDialect,
    fluxbaseDialect,
    createAppwriteDialect(appwrite),
    classicDialect,
    createAppwriteNativeDialect(appwrite),
    fluxbaseNativeDialect,
    cloudEventsDialect,
    cloudEventsBinaryDialect,
  ];
}

export const allDialects: readonly DialectPlugin[] = createDialects();
