/** Events about the webhooks themselves. Heard by exact name, `webhook.*` or `delivery.*` only (RULES 22). */
export const OPERATIONAL_TYPES: readonly string[] = [
  'webhook.disabled',
  'webhook.failing',
  'webhook.recovered',
  'delivery.failed',
];
