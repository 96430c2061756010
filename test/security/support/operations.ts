import type { IdKind, Ids } from './ids.js';

/** How one operation is called, and which ids it takes. */
export interface Operation {
  /** Scope that it needs, or `admin`. */
  readonly scope: string;
  /** Ids that it takes, wherever they stand; each is swapped by itself and all together. */
  readonly takes: readonly IdKind[];
  /** Path with `{kind}` for each id in it, query included. */
  readonly path: string;
  readonly body?: (ids: Ids) => unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends things: runs after the others when it is shown that the owner may do it. */
  readonly ends?: number;
  /** What the owner gets; default 2xx. */
  readonly owner?: readonly number[];
  /** The answer to a foreign id is a 200 that says of each id what is wrong with it. */
  readonly answersPerId?: true;
}

const form = (ids: Ids): FormData => {
  const data = new FormData();
  data.set('project_id', ids.project);
  data.set('file', new Blob(['content']), 'name.txt');
  return data;
};

const at = (path: string, scope: string, takes: readonly IdKind[], rest: Partial<Operation> = {}): Operation => ({
  path,
  scope,
  takes,
  ...rest,
});

const HOOK = '/v1/webhooks/{webhook}';
const URL_OF_NOBODY = 'http://127.0.0.1:2999/';

/** They take no id and show nothing but the caller: `session.security-spec.ts` looks at them. */
export const SESSION: readonly string[] = ['POST /v1/session', 'GET /v1/session', 'DELETE /v1/session'];

/** The native API, by method and path as `/openapi.json` writes them. */
export const NATIVE: Readonly<Record<string, readonly Operation[]>> = {
  'POST /v1/projects': [at('/v1/projects', 'admin', [], { body: () => ({ name: 'intruder' }) })],
  'GET /v1/projects': [at('/v1/projects', 'projects:read', [])],
  'GET /v1/projects/{id}': [at('/v1/projects/{project}', 'projects:read', ['project'])],
  'PATCH /v1/projects/{id}': [
    at('/v1/projects/{project}', 'projects:write', ['project'], { body: () => ({ name: 'taken over' }) }),
  ],
  'DELETE /v1/projects/{id}': [at('/v1/projects/{project}', 'projects:write', ['project'], { ends: 9 })],
  'POST /v1/projects/{projectId}/api-keys': [
    at('/v1/projects/{project}/api-keys', 'api-keys:write', ['project'], { body: () => ({ name: 'stolen' }) }),
  ],
  'GET /v1/projects/{projectId}/api-keys': [at('/v1/projects/{project}/api-keys', 'api-keys:read', ['project'])],
  'DELETE /v1/projects/{projectId}/api-keys/{id}': [
    at('/v1/projects/{project}/api-keys/{key}', 'api-keys:write', ['project', 'key'], { ends: 3 }),
  ],
  'POST /v1/users': [
    at('/v1/users', 'users:write', ['project'], {
      body: (ids) => ({ project_id: ids.project, name: 'Mallory', email: 'mallory@example.com' }),
    }),
  ],
  'GET /v1/users': [at('/v1/users?project_id={project}', 'users:read', ['project'])],
  'GET /v1/users/{id}': [at('/v1/users/{user}', 'users:read', ['user'])],
  'PATCH /v1/users/{id}': [at('/v1/users/{user}', 'users:write', ['user'], { body: () => ({ name: 'Renamed' }) })],
  'DELETE /v1/users/{id}': [at('/v1/users/{user}', 'users:write', ['user'], { ends: 3 })],
  'POST /v1/files': [at('/v1/files', 'files:write', ['project'], { body: form })],
  'GET /v1/files': [at('/v1/files?project_id={project}', 'files:read', ['project'])],
  'GET /v1/files/{id}': [at('/v1/files/{file}', 'files:read', ['file'])],
  'DELETE /v1/files/{id}': [at('/v1/files/{file}', 'files:write', ['file'], { ends: 3 })],
  'GET /v1/files/{id}/content': [at('/v1/files/{file}/content', 'files:read', ['file'])],
  'POST /v1/payments': [
    at('/v1/payments', 'payments:write', ['project'], {
      body: (ids) => ({ project_id: ids.project, amount: 100, currency: 'EUR', source: 'tok_visa' }),
    }),
  ],
  'GET /v1/payments': [at('/v1/payments?project_id={project}', 'payments:read', ['project'])],
  'GET /v1/payments/{id}': [at('/v1/payments/{payment}', 'payments:read', ['payment'])],
  'POST /v1/webhooks': [
    at('/v1/webhooks', 'webhooks:write', ['project'], {
      body: (ids) => ({ project_id: ids.project, url: URL_OF_NOBODY, events: ['*'] }),
    }),
  ],
  'GET /v1/webhooks': [at('/v1/webhooks?project_id={project}', 'webhooks:read', ['project'])],
  'GET /v1/webhooks/{id}': [at(HOOK, 'webhooks:read', ['webhook'])],
  'PATCH /v1/webhooks/{id}': [at(HOOK, 'webhooks:write', ['webhook'], { body: () => ({ name: 'patched' }) })],
  'PUT /v1/webhooks/{id}': [at(HOOK, 'webhooks:write', ['webhook'], { body: () => ({ name: 'put' }) })],
  'DELETE /v1/webhooks/{id}': [at(HOOK, 'webhooks:write', ['webhook'], { ends: 8 })],
  'POST /v1/webhooks/{id}/pause': [at(`${HOOK}/pause`, 'webhooks:write', ['webhook'], { ends: 1 })],
  'POST /v1/webhooks/{id}/resume': [at(`${HOOK}/resume`, 'webhooks:write', ['webhook'], { ends: 2 })],
  'POST /v1/webhooks/{id}/enable': [at(`${HOOK}/enable`, 'webhooks:write', ['webhook'])],
  'GET /v1/webhooks/{id}/secret': [at(`${HOOK}/secret`, 'secrets:read', ['webhook'])],
  'POST /v1/webhooks/{id}/secret/rotate': [
    at(`${HOOK}/secret/rotate`, 'webhooks:write', ['webhook'], { body: () => ({ grace_seconds: 60 }) }),
  ],
  'POST /v1/webhooks/{id}/secret/finish': [at(`${HOOK}/secret/finish`, 'webhooks:write', ['webhook'])],
  'POST /v1/webhooks/{id}/test': [at(`${HOOK}/test`, 'webhooks:write', ['webhook'])],
  'GET /v1/webhooks/{id}/deliveries': [at(`${HOOK}/deliveries`, 'deliveries:read', ['webhook'])],
  'GET /v1/deliveries': [
    at('/v1/deliveries?webhook_id={webhook}', 'deliveries:read', ['webhook']),
    at('/v1/deliveries?event_id={event}', 'deliveries:read', ['event'], { answersPerId: true }),
    at('/v1/deliveries?project_id={project}', 'deliveries:read', ['project']),
  ],
  'POST /v1/deliveries/replay': [
    at('/v1/deliveries/replay', 'deliveries:write', ['delivery'], {
      body: (ids) => ({ ids: [ids.delivery] }),
      answersPerId: true,
    }),
  ],
  'GET /v1/deliveries/{id}': [at('/v1/deliveries/{delivery}', 'deliveries:read', ['delivery'])],
  'GET /v1/deliveries/{id}/attempts': [at('/v1/deliveries/{delivery}/attempts', 'deliveries:read', ['delivery'])],
  'POST /v1/deliveries/{id}/replay': [at('/v1/deliveries/{delivery}/replay', 'deliveries:write', ['delivery'])],
  'POST /v1/events': [
    at('/v1/events', 'events:publish', ['project'], {
      body: (ids) => ({ project_id: ids.project, type: 'thing.happened', data: { forged: true } }),
    }),
  ],
  'GET /v1/events': [at('/v1/events?project_id={project}', 'events:read', ['project'])],
  'GET /v1/events/{id}': [at('/v1/events/{event}', 'events:read', ['event'])],
  'GET /v1/events/{id}/explain': [at('/v1/events/{event}/explain', 'events:read', ['event'])],
  'DELETE /v1/events/{id}/payload': [at('/v1/events/{event}/payload', 'events:write', ['event'], { ends: 4 })],
  'GET /v1/event-types': [at('/v1/event-types', 'event-types:read', [])],
  'POST /v1/event-types': [
    at('/v1/event-types', 'admin', [], { body: () => ({ name: 'smuggled.type', description: '' }) }),
  ],
  'GET /v1/event-types/{name}': [at('/v1/event-types/thing.happened', 'event-types:read', [])],
  'PATCH /v1/event-types/{name}': [
    at('/v1/event-types/thing.happened', 'admin', [], { body: () => ({ description: 'changed' }) }),
  ],
  'POST /v1/webhooks/{id}/recover': [
    at(`${HOOK}/recover`, 'deliveries:write', ['webhook'], {
      body: () => ({ since: '2026-01-01T00:00:00Z' }),
      owner: [201, 409],
    }),
    at(`${HOOK}/recover`, 'deliveries:write', ['webhook'], {
      body: () => ({ since: '2026-01-01T00:00:00Z', dry_run: true }),
    }),
  ],
  'GET /v1/webhooks/{id}/recoveries': [at(`${HOOK}/recoveries`, 'deliveries:read', ['webhook'])],
  'GET /v1/recoveries/{id}': [at('/v1/recoveries/{recovery}', 'deliveries:read', ['recovery'])],
  'POST /v1/recoveries/{id}/cancel': [
    at('/v1/recoveries/{recovery}/cancel', 'deliveries:write', ['recovery'], { owner: [200, 409] }),
  ],
  'GET /v1/stats/webhooks': [at('/v1/stats/webhooks?project_id={project}', 'deliveries:read', ['project'])],
  'GET /v1/stats': [
    at('/v1/stats?webhook_id={webhook}', 'deliveries:read', ['webhook']),
    at('/v1/stats?project_id={project}', 'deliveries:read', ['project']),
  ],
  // Takes no id, and an open stream would have to be waited for; what it shows is tested with the stream.
  'GET /v1/stream': [],
  'POST /v1/filters/test': [
    at('/v1/filters/test', 'webhooks:read', ['event'], {
      body: (ids) => ({ filter: { id: { $exists: true } }, event_id: ids.event }),
    }),
  ],
  'POST /v1/webhooks/preview': [
    at('/v1/webhooks/preview', 'webhooks:read', ['webhook', 'event'], {
      body: (ids) => ({ webhook_id: ids.webhook, event_id: ids.event }),
    }),
  ],
  'GET /v1/tables': [at('/v1/tables', 'webhooks:read', [])],
  'GET /v1/audit': [at('/v1/audit?project_id={project}', 'audit:read', ['project'])],
  'GET /v1/system': [at('/v1/system', 'admin', [])],
};

const BACKENDIFY = '/api/projects/{project}/webhooks';
const CLASSIC = '/api/v1/webhooks';
const APPWRITE = '/v1/projects/{project}/webhooks';
const inProject: readonly IdKind[] = ['project', 'webhook'];
const inAppwrite: readonly IdKind[] = ['project', 'externalWebhook'];
const create = (): unknown => ({ name: 'intruder', url: URL_OF_NOBODY, events: ['user.created'] });
const appwriteBody = (): unknown => ({ ...(create() as object), events: ['users.*.create'] });

/** The management APIs of the documents, by method and path as their controllers write them. */
export const DOCUMENTS: Readonly<Record<string, readonly Operation[]>> = {
  'POST /api/projects/:projectId/webhooks': [at(BACKENDIFY, 'webhooks:write', ['project'], { body: create })],
  'GET /api/projects/:projectId/webhooks': [at(BACKENDIFY, 'webhooks:read', ['project'])],
  'GET /api/projects/:projectId/webhooks/:id': [at(`${BACKENDIFY}/{webhook}`, 'webhooks:read', inProject)],
  'PATCH /api/projects/:projectId/webhooks/:id': [
    at(`${BACKENDIFY}/{webhook}`, 'webhooks:write', inProject, { body: () => ({ enabled: false }) }),
  ],
  'PUT /api/projects/:projectId/webhooks/:id': [
    at(`${BACKENDIFY}/{webhook}`, 'webhooks:write', inProject, { body: () => ({ enabled: true }) }),
  ],
  'DELETE /api/projects/:projectId/webhooks/:id': [
    at(`${BACKENDIFY}/{bareWebhook}`, 'webhooks:write', ['project', 'bareWebhook'], { ends: 8, owner: [204, 404] }),
  ],
  'POST /api/projects/:projectId/webhooks/:id/test': [at(`${BACKENDIFY}/{webhook}/test`, 'webhooks:write', inProject)],
  'GET /api/projects/:projectId/webhooks/:id/deliveries': [
    at(`${BACKENDIFY}/{webhook}/deliveries`, 'deliveries:read', inProject),
  ],
  'POST /api/projects/:projectId/webhooks/:id/deliveries/:deliveryId/replay': [
    at(`${BACKENDIFY}/{webhook}/deliveries/{delivery}/replay`, 'deliveries:write', [...inProject, 'delivery']),
  ],
  'POST /api/v1/webhooks': [
    at(CLASSIC, 'webhooks:write', ['project'], {
      body: (ids) => ({ ...(create() as object), project_id: ids.project }),
    }),
    at(CLASSIC, 'webhooks:write', ['project'], {
      body: (ids) => ({
        ...(create() as object),
        events: [{ table: 'users', operations: ['*'] }],
        project_id: ids.project,
      }),
    }),
  ],
  'GET /api/v1/webhooks': [at(CLASSIC, 'webhooks:read', [])],
  'GET /api/v1/webhooks/:id': [
    at(`${CLASSIC}/{fluxbaseWebhook}`, 'webhooks:read', ['fluxbaseWebhook']),
    at(`${CLASSIC}/{webhook}`, 'webhooks:read', ['webhook']),
    at(`${CLASSIC}/{bareWebhook}`, 'webhooks:read', ['bareWebhook']),
  ],
  'PATCH /api/v1/webhooks/:id': [
    at(`${CLASSIC}/{fluxbaseWebhook}`, 'webhooks:write', ['fluxbaseWebhook'], {
      body: () => ({ secret: 'a-new-secret-of-mine' }),
    }),
  ],
  'PUT /api/v1/webhooks/:id': [
    at(`${CLASSIC}/{fluxbaseWebhook}`, 'webhooks:write', ['fluxbaseWebhook'], { body: () => ({ enabled: true }) }),
  ],
  'DELETE /api/v1/webhooks/:id': [
    at(`${CLASSIC}/{fluxbaseWebhook}`, 'webhooks:write', ['fluxbaseWebhook'], { ends: 7 }),
  ],
  'POST /api/v1/webhooks/:id/test': [at(`${CLASSIC}/{fluxbaseWebhook}/test`, 'webhooks:write', ['fluxbaseWebhook'])],
  'GET /api/v1/webhooks/:id/deliveries': [
    at(`${CLASSIC}/{fluxbaseWebhook}/deliveries`, 'deliveries:read', ['fluxbaseWebhook']),
  ],
  'POST /api/v1/webhooks/:id/deliveries/:deliveryId/replay': [
    at(`${CLASSIC}/{webhook}/deliveries/{delivery}/replay`, 'deliveries:write', ['webhook', 'delivery']),
  ],
  'POST /v1/projects/:projectId/webhooks': [
    at(APPWRITE, 'webhooks:write', ['project'], { body: appwriteBody }),
    at('/v1/webhooks', 'webhooks:write', ['project'], {
      body: appwriteBody,
      headers: { 'x-appwrite-project': '{project}' },
    }),
  ],
  'GET /v1/projects/:projectId/webhooks': [
    at(APPWRITE, 'webhooks:read', ['project']),
    at('/v1/webhooks', 'webhooks:read', ['project'], { headers: { 'x-appwrite-project': '{project}' } }),
  ],
  'GET /v1/projects/:projectId/webhooks/:webhookId': [
    at(`${APPWRITE}/{externalWebhook}`, 'webhooks:read', inAppwrite),
    at(`${APPWRITE}/{webhook}`, 'webhooks:read', inProject),
  ],
  'PUT /v1/projects/:projectId/webhooks/:webhookId': [
    at(`${APPWRITE}/{externalWebhook}`, 'webhooks:write', inAppwrite, { body: () => ({ enabled: true }) }),
  ],
  'PATCH /v1/projects/:projectId/webhooks/:webhookId': [
    at(`${APPWRITE}/{externalWebhook}`, 'webhooks:write', inAppwrite, { body: () => ({ enabled: true }) }),
  ],
  'PATCH /v1/projects/:projectId/webhooks/:webhookId/secret': [
    at(`${APPWRITE}/{externalWebhook}/secret`, 'webhooks:write', inAppwrite),
  ],
  'PATCH /v1/projects/:projectId/webhooks/:webhookId/signature': [
    at(`${APPWRITE}/{externalWebhook}/signature`, 'webhooks:write', inAppwrite),
  ],
  'GET /v1/projects/:projectId/webhooks/:webhookId/logs': [
    at(`${APPWRITE}/{webhook}/logs`, 'deliveries:read', inProject),
  ],
  'POST /v1/projects/:projectId/webhooks/:webhookId/logs/:logId/replay': [
    at(`${APPWRITE}/{webhook}/logs/{delivery}/replay`, 'deliveries:write', [...inProject, 'delivery']),
  ],
  'DELETE /v1/projects/:projectId/webhooks/:webhookId': [
    at(`${APPWRITE}/{externalWebhook}`, 'webhooks:write', inAppwrite, { ends: 7 }),
  ],
};
