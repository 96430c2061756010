import type { Scene } from './scene.js';
import type { Visitor } from './visitor.js';

/** The ids that the addresses of pages need. */
export type Places = Pick<Scene, 'projectId' | 'webhooks' | 'failedDeliveryId' | 'eventId'>;

/** A page, and how it is reached. */
export interface PageOfConsole {
  readonly name: string;
  readonly path: (scene: Places) => string;
  /** What is done before it is looked at. */
  readonly then?: (visitor: Visitor) => Promise<unknown>;
}

/** Every page that there is, in the order of the navigation. */
export const PAGES: readonly PageOfConsole[] = [
  { name: 'overview', path: () => '/' },
  { name: 'webhooks', path: () => '/webhooks' },
  { name: 'webhook', path: ({ webhooks }) => `/webhooks/${webhooks.ledger}` },
  { name: 'webhook-logs', path: ({ webhooks }) => `/webhooks/${webhooks.ledger}?tab=logs` },
  { name: 'webhook-settings', path: ({ webhooks }) => `/webhooks/${webhooks.ledger}?tab=settings` },
  { name: 'webhook-verify', path: ({ webhooks }) => `/webhooks/${webhooks.ledger}?tab=verify` },
  {
    name: 'webhook-test',
    path: ({ webhooks }) => `/webhooks/${webhooks.crm}`,
    then: ({ page }) => page.getByRole('button', { name: 'Test', exact: true }).click(),
  },
  { name: 'webhook-new', path: () => '/webhooks/new' },
  { name: 'webhook-edit', path: ({ webhooks }) => `/webhooks/${webhooks.crm}/edit` },
  { name: 'deliveries', path: () => '/deliveries' },
  { name: 'delivery', path: ({ failedDeliveryId }) => `/deliveries/${failedDeliveryId}` },
  { name: 'events', path: () => '/events' },
  {
    name: 'event-publish',
    path: () => '/events',
    then: ({ page }) => page.getByRole('button', { name: 'Publish a test event' }).first().click(),
  },
  { name: 'event', path: ({ eventId }) => `/events/${eventId}` },
  {
    name: 'recover',
    path: ({ webhooks }) => `/recover?webhook=${webhooks.ledger}`,
    then: ({ page }) => page.getByRole('button', { name: /^Count/ }).click(),
  },
  { name: 'catalog', path: () => '/catalog' },
  { name: 'event-type', path: () => '/catalog/payment.succeeded' },
  { name: 'api-keys', path: () => '/api-keys' },
  {
    name: 'api-key-new',
    path: () => '/api-keys',
    then: async ({ page }) => {
      await page.getByRole('button', { name: 'Create key' }).click();
      await page.getByText('Only what is chosen').click();
    },
  },
  { name: 'audit', path: () => '/audit' },
  { name: 'system', path: () => '/system' },
];

/**
 * Opens a page within its project and waits until everything on it has come.
 * @param how loaded as from an address, or followed as a link within the console, which costs half as much
 */
export async function openPage(
  visitor: Visitor,
  { path, then }: PageOfConsole,
  places: Places,
  how: 'open' | 'follow' = 'open',
): Promise<void> {
  const target = path(places);
  await visitor[how](`${target}${target.includes('?') ? '&' : '?'}project=${places.projectId}`);
  const { page } = visitor;
  await page.getByRole('heading', { level: 1 }).waitFor();
  await then?.(visitor);
  const loading = page.locator('[role="status"][aria-label^="Loading"]').first();
  // One part of a page may begin to load when another is there.
  for (let round = 0; round < 5; round += 1) await loading.waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
  // Charts draw themselves a moment after their data.
  await page.waitForTimeout(250);
}
