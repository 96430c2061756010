import type { PartialEngineOptions } from '@posthorn/webhooks/engine';
import { delivered, DispatcherProcess, type Delivered, type DispatcherReport } from './dispatcher-process.js';

export interface DrainOptions {
  readonly databaseUrl: string;
  readonly count: number;
  readonly seconds?: number;
  readonly engine?: PartialEngineOptions;
  readonly onProgress?: (done: number) => void;
}

/** One dispatcher process, cold, from its start until what is stored is delivered and recorded. */
export async function drain(options: DrainOptions): Promise<Delivered & { readonly report: DispatcherReport }> {
  const dispatcher = await DispatcherProcess.open(options.databaseUrl, options.engine);
  try {
    const from = await dispatcher.start();
    const result = await delivered([dispatcher], options, from);
    return { ...result, report: await dispatcher.report() };
  } finally {
    await dispatcher.end();
  }
}
