import { cpus, totalmem } from 'node:os';

/** What a reader needs to judge the figures. */
export function machineFacts(postgresVersion: string): Record<string, string> {
  return {
    processor: `${cpus()[0]?.model.trim() ?? 'unknown'} × ${cpus().length}`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    node: process.version,
    postgresql: postgresVersion,
    platform: `${process.platform} ${process.arch}`,
  };
}
