import {
  flag,
  free,
  listOf,
  object,
  openApiDocument,
  orNull,
  ref,
  text,
  texts,
  time,
  whole,
  type OpenApiDocument,
  type Operation,
} from '../management/open-api.js';

const fields = {
  name: text,
  url: text,
  events: { type: 'array', items: text, examples: [['databases.*.tables.orders.rows.*', 'users.*.create']] },
  enabled: flag,
  tls: { type: 'boolean', description: 'Check certificates.' },
  authUsername: text,
  authPassword: text,
  security: { type: 'boolean', description: 'Sign.' },
  httpUser: { type: 'string', description: 'As authUsername, before 1.9.1.' },
  httpPass: { type: 'string', description: 'As authPassword, before 1.9.1.' },
  headers: free,
};
const webhook = [200, ref('Webhook')] as const;
const queries = {
  'queries[0]': { type: 'string', examples: ['{"method":"limit","values":[25]}'] },
  total: { type: 'boolean', default: true },
};

/** The same routes at two places: the clients' own, told apart by the header, and the one that names the project. */
function routes(path: string, headers: Operation['headers']): readonly Operation[] {
  const one = `${path}/{webhookId}`;
  const operations: readonly Operation[] = [
    { route: `POST ${path}`, summary: 'Create a webhook', body: 'NewWebhook', answer: [201, ref('Webhook')] },
    { route: `GET ${path}`, summary: 'List webhooks', query: queries, answer: [200, ref('WebhookList')] },
    { route: `GET ${one}`, summary: 'Read a webhook', answer: webhook },
    { route: `PUT ${one}`, summary: 'Change a webhook; absent keeps', body: 'Change', answer: webhook },
    { route: `PATCH ${one}`, summary: 'Change a webhook', body: 'Change', answer: webhook },
    { route: `PATCH ${one}/secret`, summary: 'Replace the secret', body: 'Rotation', answer: webhook },
    { route: `PATCH ${one}/signature`, summary: 'The same before 1.9.1', body: 'Rotation', answer: webhook },
    { route: `DELETE ${one}`, summary: 'Delete a webhook', answer: [204, null] },
    { route: `GET ${one}/logs`, summary: 'List the newest 50 deliveries', answer: [200, ref('LogList')] },
    { route: `POST ${one}/logs/{logId}/replay`, summary: 'Send a delivery again', answer: [201, ref('Log')] },
  ];
  return operations.map((operation) => ({ ...operation, headers: { ...headers, ...operation.headers } }));
}

const FORMAT = { 'X-Appwrite-Response-Format': { type: 'string', examples: ['1.9.5'] } };

/** The management API of document 003. */
export function appwriteOpenApi(): OpenApiDocument {
  return openApiDocument({
    title: 'Appwrite webhooks',
    description:
      'As the published clients call it. `/v1/webhooks` is this API when any `X-Appwrite-*` header is there. Answers use ' +
      'the names of the generation that `X-Appwrite-Response-Format` asks for.',
    operations: [
      ...routes('/v1/webhooks', { 'X-Appwrite-Project': text, ...FORMAT }),
      ...routes('/v1/projects/{projectId}/webhooks', FORMAT),
    ],
    schemas: {
      NewWebhook: object('name url events', { webhookId: text, ...fields, secret: text }),
      Change: object('', fields),
      Rotation: object('', { secret: { type: 'string', minLength: 8, maxLength: 256 } }),
      Webhook: object('$id $createdAt $updatedAt name url events', {
        $id: text,
        $createdAt: time,
        $updatedAt: time,
        ...fields,
        secret: text,
        signatureKey: text,
        logs: text,
        attempts: whole,
        warnings: texts,
      }),
      WebhookList: object('total webhooks', { total: whole, webhooks: listOf(ref('Webhook')) }),
      Log: object('$id $createdAt event status attempts', {
        $id: text,
        $createdAt: time,
        event: text,
        status: { enum: ['pending', 'success', 'failed', 'skipped'] },
        attempts: whole,
        responseStatus: orNull(whole),
        responseTime: orNull(whole),
        error: text,
        payload: orNull(free),
      }),
      LogList: object('total logs', { total: whole, logs: listOf(ref('Log')) }),
      Error: object('message code type version', { message: text, code: whole, type: text, version: text }),
      Payload: object('$id event timestamp payload', { $id: text, event: text, timestamp: time, payload: free }),
    },
    error: 'Error',
    delivery: {
      headers: ['Id', 'Events', 'Name', 'Timestamp', 'Signature'].map((part) => `X-Appwrite-Webhook-${part}`),
      body: 'Payload',
    },
  });
}
