import { fromTypeOrm } from '@posthorn/database';
import { createDialects } from '@posthorn/dialects';
import type { EngineObserver, WebhooksModuleOptions } from '@posthorn/webhooks';

import type { AppConfig } from '../config/index.js';
import type { AppDataSource } from '../database/index.js';
import type { ProjectsService } from '../modules/projects/index.js';

export interface WebhooksSurroundings {
  readonly config: AppConfig;
  readonly encryptionKeys: readonly string[];
  readonly dataSource: AppDataSource;
  readonly projects: ProjectsService;
  readonly observer: EngineObserver;
}

const DAY_MS = 86_400_000;

/** The environment's words as the library's options. */
export function webhooksOptionsFrom(from: WebhooksSurroundings): WebhooksModuleOptions {
  const { delivery, role } = from.config;
  return {
    database: fromTypeOrm(from.dataSource),
    dialects: createDialects({ appwriteDatabase: delivery.appwriteDatabase }),
    encryption: { keys: from.encryptionKeys },
    projects: { exists: (projectId) => from.projects.exists(projectId) },
    worker: {
      enabled: role !== 'api',
      // Ticked by the application's own cron (RULES 18).
      tick: 'host',
      pollInterval: delivery.pollMs,
      concurrency: delivery.concurrency,
      lease: delivery.leaseMs,
      shutdownGrace: delivery.shutdownGraceMs,
    },
    delivery: {
      allowHttp: delivery.allowHttp,
      allowedAddresses: delivery.egressAllow,
      sourceAddresses: delivery.egressAddresses,
    },
    retention: { days: delivery.retentionMs / DAY_MS },
    observer: from.observer,
  };
}
