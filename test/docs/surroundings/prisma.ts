import { PrismaPg } from '@prisma/adapter-pg';
import { getPrismaClient, type GetPrismaClientConfig } from '@prisma/client/runtime/client';

export { EventBus, keys, OrderPlaced, pool, published } from './clients.js';

interface RawTx {
  $queryRawUnsafe(query: string, ...values: unknown[]): Promise<unknown>;
  $executeRawUnsafe(query: string, ...values: unknown[]): Promise<number>;
}
interface Tx extends RawTx {
  readonly order: { create(args: { data: { id: string; total: number } }): Promise<unknown> };
}
interface RawClient extends RawTx {
  $transaction<T>(work: (tx: RawTx) => Promise<T>): Promise<T>;
}

// What `prisma generate` writes, for a schema without models: the program that generates weighs 300 MB.
const COMPILER = '@prisma/client/runtime/query_compiler_fast_bg.postgresql.mjs' as string;
const PROGRAM = '@prisma/client/runtime/query_compiler_fast_bg.postgresql.wasm-base64.mjs' as string;
const { Module } = (globalThis as unknown as { WebAssembly: { Module: new (bytes: Uint8Array) => object } })
  .WebAssembly;
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
      const { wasm } = (await import(PROGRAM)) as { wasm: string };
      return new Module(Buffer.from(wasm, 'base64'));
    },
    importName: './query_compiler_fast_bg.js',
  },
};
const Client = getPrismaClient(config) as unknown as new (options: { adapter: PrismaPg }) => RawClient;
const client = new Client({ adapter: new PrismaPg({ connectionString: process.env['DATABASE_URL']!, max: 5 }) });

const withOrders = (tx: RawTx): Tx => ({
  $queryRawUnsafe: (query, ...values) => tx.$queryRawUnsafe(query, ...values),
  $executeRawUnsafe: (query, ...values) => tx.$executeRawUnsafe(query, ...values),
  order: {
    create: ({ data }) => tx.$executeRawUnsafe('insert into orders (id, total) values ($1, $2)', data.id, data.total),
  },
});

/** The real client, with the one model of the sample put in front of it. */
export const prisma = {
  ...withOrders(client),
  $transaction: <T>(work: (tx: Tx) => Promise<T>): Promise<T> => client.$transaction((tx) => work(withOrders(tx))),
};
