const NAMES: Readonly<Record<string, string>> = { api_key: 'API key', event_type: 'event type' };

/** `webhook.secret_rotated` as `Webhook: secret rotated`. */
export function inWords(action: string): string {
  const [subject = '', ...rest] = action.split('.');
  const name = NAMES[subject] ?? subject.replaceAll('_', ' ');
  const words = rest.join(' ').replaceAll('_', ' ');
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  return words === '' ? title : `${title}: ${words}`;
}
