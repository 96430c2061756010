/**
 * Seals secrets at rest. `identity` binds a sealed value to its row as associated data: copied to another row it
 * does not open. A host may replace it (a key service); the default is AES-256-GCM.
 */
export interface SecretBox {
  seal(plain: string, identity: string): Buffer;
  /** @throws WebhooksError `secret_unreadable` when the key is gone, the value damaged or the identity another one */
  open(sealed: Uint8Array, identity: string): string;
}

/** Identities of everything that is sealed. One place, so that writer and reader cannot differ. */
export const sealedIdentity = {
  secret: (projectId: string, webhookId: string, secretId: string): string =>
    `webhook-secret:${projectId}:${webhookId}:${secretId}`,
  headers: (projectId: string, webhookId: string): string => `webhook-headers:${projectId}:${webhookId}`,
  basicAuth: (projectId: string, webhookId: string): string => `webhook-basic-auth:${projectId}:${webhookId}`,
} as const;
