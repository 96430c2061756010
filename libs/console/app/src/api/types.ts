import type { components, operations } from './schema.js';

type Schemas = components['schemas'];

export type ApiKey = Schemas['ApiKeyView'];
export type Attempt = Schemas['Attempt'];
export type AuditEntry = Schemas['AuditEntry'];
export type Delivery = Schemas['Delivery'];
export type DeliveryDetail = Schemas['DeliveryDetail'];
export type EventRecord = Schemas['Event'];
export type EventType = Schemas['EventType'];
export type Explanation = Schemas['Explanation'];
export type Project = Schemas['ProjectView'];
export type Recovery = Schemas['Recovery'];
export type Stats = Schemas['Stats'];
export type SystemFacts = Schemas['System'];
export type TableFacts = Schemas['Table'];
export type TestResult = Schemas['TestResult'];
export type Preview = Schemas['Preview'];
export type PreviewRequest = Schemas['PreviewWebhook'];
export type Webhook = Schemas['Webhook'];
export type WebhookStats = Schemas['WebhookStats'];
export type CreateWebhook = Schemas['CreateWebhook'];
export type UpdateWebhook = Schemas['UpdateWebhook'];

export type DeliveryQuery = NonNullable<operations['Deliveries.list']['parameters']['query']>;
export type EventQuery = NonNullable<operations['Events.list']['parameters']['query']>;
export type WebhookQuery = NonNullable<operations['Webhooks.list']['parameters']['query']>;
export type StatsQuery = NonNullable<operations['Stats.read']['parameters']['query']>;
