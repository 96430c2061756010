import { describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { commands } from './commands/index.js';
import { main, type Surroundings } from './main.js';

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(
  args: readonly string[],
  changes: Partial<Surroundings> & { isTTY?: boolean } = {},
): Promise<Outcome> {
  const [out, err]: [string[], string[]] = [[], []];
  const { isTTY = false, ...rest } = changes;
  const code = await main(args, {
    environment: {},
    folder: tmpdir(),
    stdin: (async function* () {})(),
    onInterrupt: () => () => undefined,
    stdout: { isTTY, write: (text) => out.push(text) },
    stderr: { isTTY, write: (text) => err.push(text) },
    ...rest,
  });
  return { code, out: out.join(''), err: err.join('') };
}

const ESCAPE = String.fromCharCode(27);

describe('the command line', () => {
  it('lists its commands, and calls it a mistake to give none', async () => {
    for (const [args, code] of [[[], 2] as const, [['--help'], 0] as const, [['help'], 0] as const]) {
      const outcome = await run(args);
      expect(outcome.code).toBe(code);
      for (const { name, summary } of commands) expect(outcome.out).toContain(`${name.padEnd(7)}  ${summary}`);
    }
  });

  it.each(commands.map(({ name }) => name))('%s explains every option it takes', async (name) => {
    const { code, out } = await run([name, '--help']);
    expect(code).toBe(0);
    const options = Object.keys(commands.find((command) => command.name === name)!.options);
    for (const option of [...options, 'json', 'help']) expect(out).toMatch(new RegExp(`^  --${option}[ <].*\\S`, 'm'));
  });

  it.each([
    [['nothing'], 'unknown_command', /migrate, status, sql/],
    [['recov'], 'unknown_command', /Did you mean "recover"/],
    [['--no-color', 'tail'], 'unknown_command', /The command comes first/],
    [['recover', 'hook_1', '--since', '2h', '--cancel'], 'invalid_arguments', /--cancel needs --job/],
    [['recover', '--job', 'rec_1', '--since', '2h'], 'invalid_arguments', /--since .* means nothing with --job/],
    [['listen', '--forward', 'http://localhost/hook', '--replay', '0'], 'invalid_arguments', /--replay takes/],
    [['tail', '--url', 'https://example.com/v1#top'], 'invalid_api_url', /https:\/\/example\.com\/v1/],
    [['tail'], 'token_missing', /POSTHORN_TOKEN/],
    [['listen', '--url', 'ftp://x'], 'invalid_api_url', /https:\/\/example\.com\/v1/],
    [['replay'], 'invalid_arguments', /posthorn replay del_/],
    [['catalog', 'chek'], 'invalid_arguments', /check, list or export/],
    [['catalog', 'check'], 'catalog_unusable', /--module/],
    [['keys', 'reseal'], 'encryption_keys_unusable', /POSTHORN_ENCRYPTION_KEYS/],
    [['migrate', '--speed', '9'], 'invalid_arguments', /--speed/],
    [['migrate', 'now'], 'invalid_arguments', /now/],
    [['migrate', '--schema'], 'invalid_arguments', /--schema/],
    [['migrate'], 'database_missing', /DATABASE_URL/],
    [['sql'], 'database_missing', /--all/],
    [['status', '--database-url', 'mysql://root:secret@localhost/x'], 'invalid_database_url', /postgres:\/\//],
    [['status', '--database-url', 'postgres://a/b', '--data-source', 'x.js'], 'invalid_arguments', /names its own/],
    [['keys'], 'invalid_arguments', /keys generate/],
  ])('refuses %j as %s', async (args, code, message) => {
    const plain = await run(args);
    expect(plain).toMatchObject({ code: 2, out: '' });
    expect(plain.err).toMatch(message);
    expect(plain.err).not.toContain('secret');
    const json = await run([...args, '--json']);
    if (args.at(-1) === '--schema') return;
    expect(json).toMatchObject({ code: 2, err: '' });
    expect(JSON.parse(json.out)).toMatchObject({ error: { code } });
  });

  it.each(commands.map(({ name }) => name))('%s shows examples that begin with its name', async (name) => {
    const command = commands.find((each) => each.name === name)!;
    const { out } = await run(['help', name]);
    expect(command.examples.length).toBeGreaterThan(0);
    for (const [line] of command.examples) {
      expect(line).toContain(`posthorn ${name}`);
      expect(out).toContain(`  ${line}\n`);
    }
  });

  it('does not take for a server out of reach that a token cannot be sent', async () => {
    for (const token of ['日本', 'one two', 'line\nbreak']) {
      const { code, err } = await run(['tail'], { environment: { POSTHORN_TOKEN: token } });
      expect([code, err]).toEqual([2, expect.stringContaining('POSTHORN_TOKEN holds no token')]);
    }
  });

  it('colours only what a terminal shows, and not against NO_COLOR', async () => {
    expect((await run(['--help'], { isTTY: true })).out).toContain(ESCAPE);
    expect((await run(['--help'])).out).not.toContain(ESCAPE);
    expect((await run(['--help'], { isTTY: true, environment: { NO_COLOR: '1' } })).out).not.toContain(ESCAPE);
  });

  it('prints its version', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), err: '' });
  });

  it('makes another key each time, of 32 bytes', async () => {
    const made = await Promise.all([run(['keys', 'generate']), run(['keys', 'generate', '--json'])]);
    const keys = [made[0].out.trim(), JSON.parse(made[1].out).key];
    expect(new Set(keys).size).toBe(2);
    for (const key of keys) expect(Buffer.from(key, 'base64')).toHaveLength(32);
  });

  it('prints the whole schema without a database', async () => {
    const { code, out } = await run(['sql', '--all', '--schema', 'hooks']);
    expect(code).toBe(0);
    expect(out).toContain('create schema if not exists "hooks";');
    expect(out).not.toContain(':"schema"');
  });

  it('takes the name of the schema from the nearest package.json, and says what is wrong with it', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'posthorn-configuration-'));
    const given = async (content: unknown): Promise<Outcome> => {
      await writeFile(path.join(folder, 'package.json'), JSON.stringify({ posthorn: content }));
      return run(['sql', '--all'], { folder });
    };
    try {
      expect((await given({ schema: 'hooks' })).out).toContain('create schema if not exists "hooks";');
      // As editors of Windows write it.
      const text = `\uFEFF${JSON.stringify({ posthorn: { schema: 'windows' } }, null, 2).replaceAll('\n', '\r\n')}`;
      await writeFile(path.join(folder, 'package.json'), text);
      expect((await run(['sql', '--all'], { folder })).out).toContain('create schema if not exists "windows";');
      for (const wrong of [7, { schema: 7 }, { shema: 'hooks' }]) {
        expect(await given(wrong)).toMatchObject({ code: 2, err: expect.stringContaining('package.json') });
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
