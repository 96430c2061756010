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

/** A developer's first webhook leads to the same machine. */
const LOOPBACK_HINT =
  'To receive on this machine, start with POSTHORN_EGRESS_ALLOW=127.0.0.1/32 (and ::1/128 for IPv6).';

const DAY_MS = 86_400_000;

/** The environment's words as the library's options. */
export function webhooksOptionsFrom(from: WebhooksSurroundings): WebhooksModuleOptions {
  const { delivery, production, role } = from.config;
  return {
    database: fromTypeOrm(from.dataSource),
    dialects: createDialects({ appwriteDatabase: delivery.appwriteDatabase }),
    appwriteDatabase: delivery.appwriteDatabase,
    encryption: { keys: from.encryptionKeys },
    projects: {
      exists: (projectId) => from.projects.exists(projectId),
      existing: (projectIds) => from.projects.existing(projectIds),
    },
    worker: {
      enabled: role !== 'api',
      // Ticked by the application (RULES 18).
      tick: 'host',
      pollInterval: delivery.pollMs,
      concurrency: delivery.concurrency,
      connections: delivery.dbConnections,
      lease: delivery.leaseMs,
      shutdownGrace: delivery.shutdownGraceMs,
    },
    delivery: {
      allowHttp: delivery.allowHttp,
      allowedAddresses: delivery.egressAllow,
      sourceAddresses: delivery.egressAddresses,
      allowUnverifiedTls: delivery.allowUnverifiedTls,
      loopbackHint: production ? '' : LOOPBACK_HINT,
    },
    retention: { days: delivery.retentionMs / DAY_MS },
    observer: from.observer,
  };
}
