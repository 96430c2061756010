import {
  BookOpen,
  Gauge,
  History,
  KeyRound,
  RadioTower,
  ScrollText,
  Send,
  Server,
  Webhook,
  type LucideIcon,
} from 'lucide-react';

export interface NavigationItem {
  readonly to: string;
  readonly label: string;
  readonly icon: LucideIcon;
  /** What a key needs to see the page; `admin`: the admin token alone. */
  readonly scope?: string;
}

export const NAVIGATION: readonly { readonly title: string; readonly items: readonly NavigationItem[] }[] = [
  {
    title: 'Deliver',
    items: [
      { to: '/', label: 'Overview', icon: Gauge, scope: 'deliveries:read' },
      { to: '/webhooks', label: 'Webhooks', icon: Webhook, scope: 'webhooks:read' },
      { to: '/deliveries', label: 'Deliveries', icon: Send, scope: 'deliveries:read' },
      { to: '/events', label: 'Events', icon: RadioTower, scope: 'events:read' },
      { to: '/recover', label: 'Recover', icon: History, scope: 'deliveries:read' },
    ],
  },
  {
    title: 'Describe',
    items: [{ to: '/catalog', label: 'Catalog', icon: BookOpen, scope: 'event-types:read' }],
  },
  {
    title: 'Operate',
    items: [
      { to: '/api-keys', label: 'API keys', icon: KeyRound, scope: 'api-keys:read' },
      { to: '/audit', label: 'Audit', icon: ScrollText, scope: 'audit:read' },
      { to: '/system', label: 'System', icon: Server, scope: 'admin' },
    ],
  },
];
