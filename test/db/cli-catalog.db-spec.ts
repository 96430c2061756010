import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { posthorn, posthornHere, ROOT } from '../support/command-line.js';

/** A host with its modules compiled, whose catalog the tests change. */
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'posthorn-catalog-'));
  await symlink(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
  await mkdir(path.join(folder, 'dist'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Fields by name, with the names of their class-validator decorators. */
type Fields = Readonly<Record<string, readonly string[]>>;

const FIELDS: Fields = { id: ['IsString'], total: ['IsInt'] };
const EXAMPLES: Readonly<Record<string, unknown>> = { id: 'order_1', total: 4200, note: 'please', paid: true };

let builds = 0;

/**
 * What a compiler makes of a feature module with one event, and of the application module that imports it. Each build has
 * a file of its own: what a process has imported it does not read again.
 */
async function build(fields: Fields, { version = 1, name = 'order.placed' } = {}): Promise<void> {
  const decorated = Object.entries(fields).flatMap(([field, rules]) =>
    rules.map((rule) => `v.${rule}()(OrderData.prototype, '${field}');`),
  );
  const example = Object.fromEntries(Object.keys(fields).map((field) => [field, EXAMPLES[field]]));
  builds += 1;
  const catalog = `dist/app-${builds}.module.js`;
  await writeFile(path.join(folder, 'package.json'), JSON.stringify({ type: 'module', posthorn: { catalog } }));
  await writeFile(
    path.join(folder, catalog),
    `import 'reflect-metadata';
import { Module } from '@nestjs/common';
import * as v from 'class-validator';
import { defineEvent, EventCatalogModule } from 'posthorn';
class OrderData {}
${decorated.join('\n')}
const OrderPlaced = defineEvent({ name: '${name}', version: ${version}, description: 'A customer placed an order.',
  payload: OrderData, example: ${JSON.stringify(example)} });
class OrdersModule {}
Module({ imports: [EventCatalogModule.forFeature([OrderPlaced])] })(OrdersModule);
export class AppModule {}
Module({ imports: [OrdersModule] })(AppModule);
`,
  );
}

const check = (...args: string[]) => posthornHere(['catalog', 'check', ...args], { folder });
const snapshot = () => readFile(path.join(folder, 'posthorn.catalog.json'), 'utf8');

describe('posthorn catalog check', () => {
  it('finds the events through the modules of the application, and keeps a snapshot of them', async () => {
    await build(FIELDS);
    expect(await posthorn(['catalog', 'check'], { folder })).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('check --write'),
    });
    expect(await check('--write')).toMatchObject({ code: 0, stdout: expect.stringContaining('order.placed is new') });
    expect(JSON.parse(await snapshot())).toMatchObject({
      format: 1,
      events: { 'order.placed': { version: 1, schema: { required: ['id', 'total'] } } },
    });
    expect(await check('--strict')).toMatchObject({
      code: 0,
      stdout: '✓ 1 event types are as posthorn.catalog.json has them\n',
    });
  });

  it('fails on a change that breaks, names the field and what to do, and does not write it down', async () => {
    await build(FIELDS);
    await check('--write');
    const before = await snapshot();
    await build({ id: ['IsString'] });
    const failed = await check();
    expect(failed.code).toBe(1);
    expect(failed.stdout).toMatch(
      /✗ order\.placed breaks within version 1\n {4}data\.total: is gone\n.*declare version 2/,
    );
    expect(await check('--write')).toMatchObject({ code: 1 });
    expect(await snapshot()).toBe(before);
    await build({ ...FIELDS, total: ['IsNumber'] });
    expect(JSON.parse((await check('--json')).stdout)).toMatchObject({
      ok: false,
      changes: [{ name: 'order.placed', change: 'breaking', breaks: [{ path: 'total', kind: 'type_added' }] }],
    });
    await build({ ...FIELDS, total: ['IsInt', 'IsOptional'] });
    expect((await check()).stdout).toMatch(
      /data\.total: was always there and may be absent now|data\.total: may be null now/,
    );
    await build(FIELDS, { name: 'order.made' });
    expect((await check()).stdout).toMatch(/✗ order\.placed breaks\n {4}is gone: webhooks/);
  });

  it('passes a new field and a new version, and fails on them too when it is strict', async () => {
    await build(FIELDS);
    await check('--write');
    await build({ ...FIELDS, note: ['IsString'] });
    expect(await check()).toMatchObject({ code: 0, stdout: expect.stringContaining('nothing breaks') });
    expect(await check('--strict')).toMatchObject({ code: 1 });
    await build({ id: ['IsString'] }, { version: 2 });
    expect(await check()).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('order.placed has a new version, 2'),
    });
    expect(await check('--write')).toMatchObject({ code: 0 });
    expect(await check('--strict')).toMatchObject({ code: 0 });
    await build(FIELDS, { version: 1 });
    expect((await check()).stdout).toContain('Versions only rise');
    expect(await check('--write', '--accept-breaking')).toMatchObject({ code: 0 });
  });

  it('says what is wrong with the module and with the snapshot', async () => {
    expect(await check('--module', 'dist/none.js')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('build first'),
    });
    await writeFile(path.join(folder, 'dist/empty.js'), 'export const answer = 42;');
    expect(await check('--module', 'dist/empty.js')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('no event type'),
    });
    await writeFile(path.join(folder, 'dist/broken.js'), 'throw new Error("of the host");');
    const broken = await check('--module', 'dist/broken.js');
    expect(broken).toMatchObject({ code: 2, stderr: expect.stringContaining('of the host') });
    await build(FIELDS);
    await writeFile(path.join(folder, 'merged.json'), '<<<<<<< ours');
    expect(await check('--snapshot', 'merged.json')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('is no JSON'),
    });
  });
});

describe('posthorn catalog list and export', () => {
  it('prints the events for people, programs and documents', async () => {
    await build(FIELDS);
    const run = (...args: string[]) => posthornHere(['catalog', ...args], { folder });
    expect(await posthorn(['catalog', 'list'], { folder })).toMatchObject({
      code: 0,
      stdout: 'order.placed  v1  A customer placed an order.\n',
    });
    const { events } = JSON.parse((await run('export')).stdout);
    expect(events).toMatchObject([{ name: 'order.placed', schema: { type: 'object' }, example: { total: 4200 } }]);
    const { webhooks } = JSON.parse((await run('export', '--format', 'openapi')).stdout);
    expect(Object.keys(webhooks)).toEqual(['order.placed']);
    expect((await run('export', '--format', 'markdown')).stdout).toContain('| `total` | integer | yes |');
    expect(await run('export', '--format', 'yaml')).toMatchObject({ code: 2 });
    expect(await run('export', '--dir', 'schemas')).toMatchObject({ code: 0 });
    const schema = JSON.parse(await readFile(path.join(folder, 'schemas/order.placed.json'), 'utf8'));
    expect(schema).toMatchObject({ title: 'order.placed', type: 'object', properties: { total: { type: 'integer' } } });
  });
});

describe('the catalog of the application', () => {
  it('is as its committed snapshot has it', async () => {
    const ended = await posthorn(['catalog', 'check', '--strict']);
    expect(ended).toMatchObject({ code: 0, stdout: '✓ 9 event types are as posthorn.catalog.json has them\n' });
  });
});
