import type { PartialEngineOptions } from '@posthorn/webhooks/engine';
import { delivered, DispatcherProcess, type Delivered, type DispatcherReport } from './dispatcher-process.js';
import { moment, sleep } from './moment.js';

export interface DrainOptions {
  readonly databaseUrl: string;
  readonly count: number;
  readonly seconds?: number;
  /** Runs for so long before the count and the time begin. */
  readonly warmUpSeconds?: number;
  readonly engine?: PartialEngineOptions;
  readonly onProgress?: (done: number) => void;
}

/** One dispatcher process, cold unless it warms up, from its start until what is stored is delivered and recorded. */
export async function drain(options: DrainOptions): Promise<Delivered & { readonly report: DispatcherReport }> {
  const dispatcher = await DispatcherProcess.open(options.databaseUrl, options.engine);
  try {
    const startedAt = await dispatcher.start();
    const warmUp = options.warmUpSeconds ?? 0;
    if (warmUp > 0) await sleep(warmUp * 1000);
    const from = warmUp > 0 ? moment() : startedAt;
    const result = await delivered([dispatcher], options, from);
    return { ...result, report: await dispatcher.report() };
  } finally {
    await dispatcher.end();
  }
}
