import { PrismaPg } from '@prisma/adapter-pg';
import { getPrismaClient, type GetPrismaClientConfig } from '@prisma/client/runtime/client';

/** Part of a generated client that the tests use. */
export interface PrismaTx {
  $queryRawUnsafe(query: string, ...values: unknown[]): Promise<unknown>;
  $executeRawUnsafe(query: string, ...values: unknown[]): Promise<number>;
}
export interface PrismaClient extends PrismaTx {
  $connect(): Promise<void>;
  $disconnect(): Promise<void>;
  $transaction<T>(work: (tx: PrismaTx) => Promise<T>, options?: { timeout?: number }): Promise<T>;
}

// They come without types.
const COMPILER = '@prisma/client/runtime/query_compiler_fast_bg.postgresql.mjs' as string;
const COMPILER_PROGRAM = '@prisma/client/runtime/query_compiler_fast_bg.postgresql.wasm-base64.mjs' as string;
// Typed by the DOM library only.
const { Module } = (globalThis as unknown as { WebAssembly: { Module: new (bytes: Uint8Array) => object } })
  .WebAssembly;

/**
 * Prisma's client for a schema without models, as `prisma generate` writes it into a project: the program that generates
 * weighs 300 MB and is needed for models alone. A host with a generated client is among the hosts of `test/hosts`.
 */
const config: GetPrismaClientConfig = {
  previewFeatures: [],
  clientVersion: '7.0.0',
  engineVersion: '',
  activeProvider: 'postgresql',
  inlineSchema:
    'generator client {\n  provider = "prisma-client"\n}\n\ndatasource db {\n  provider = "postgresql"\n}\n',
  runtimeDataModel: { models: {}, enums: {}, types: {} },
  parameterizationSchema: { strings: [], graph: 'AAAA' },
  compilerWasm: {
    getRuntime: () => import(COMPILER),
    getQueryCompilerWasmModule: async () => {
      const { wasm } = (await import(COMPILER_PROGRAM)) as { wasm: string };
      return new Module(Buffer.from(wasm, 'base64'));
    },
    importName: './query_compiler_fast_bg.js',
  },
};

/** @param url of PostgreSQL */
export function createPrismaClient(url: string): PrismaClient {
  const Client = getPrismaClient(config) as unknown as new (options: { adapter: PrismaPg }) => PrismaClient;
  return new Client({ adapter: new PrismaPg({ connectionString: url, max: 5 }) });
}
