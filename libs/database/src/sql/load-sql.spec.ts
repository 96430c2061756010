import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadMigrations } from '../migrations/migration.js';
import { loadSql } from './load-sql.js';

let folder: string;
let url: URL;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'posthorn-sql-'));
  url = pathToFileURL(`${folder}/`);
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);

describe('loadSql', () => {
  it('names statements by their files, drops the header and puts the schema in', () => {
    write(
      'claim-due-events.sql',
      '-- What it does.\n-- $1 limit\n\nselect * from :"schema".events -- inside\nlimit $1\n',
    );
    write('notes.txt', 'not a statement');
    const sql = loadSql(url, 'hooks', ['claimDueEvents']);
    expect(sql.claimDueEvents).toBe('select * from "hooks".events -- inside\nlimit $1');
    expect(Object.keys(sql)).toEqual(['claimDueEvents']);
    expect(Object.isFrozen(sql)).toBe(true);
  });

  it('names what is missing and what there is', () => {
    write('one.sql', 'select 1');
    expect(() => loadSql(url, 'hooks', ['one', 'two'])).toThrow(/no file for: two\. It has: one/);
    expect(() => loadSql(new URL('nowhere/', url), 'hooks')).toThrow('cannot be read');
  });

  it('refuses a file without a statement', () => {
    write('empty.sql', '-- only a header\n');
    expect(() => loadSql(url, 'hooks')).toThrow(expect.objectContaining({ code: 'missing_statement' }));
  });

  it('gives no statement for a name that only an object has', () => {
    write('one.sql', 'select 1');
    expect(() => loadSql(url, 'hooks', ['toString'])).toThrow('no file for: toString');
  });
});

describe('loadMigrations', () => {
  it('reads NNNN_name.sql in order of the numbers', async () => {
    write('0010_later.sql', 'select 10');
    write('0002_earlier_one.sql', 'select 2');
    expect(await loadMigrations(url)).toEqual([
      { version: 2, name: 'earlier_one', sql: 'select 2' },
      { version: 10, name: 'later', sql: 'select 10' },
    ]);
  });

  it.each(['1_short.sql', '0001-dash.sql', '0001_Upper.sql', '0000_zero.sql'])('refuses the name %s', async (name) => {
    write(name, 'select 1');
    await expect(loadMigrations(url)).rejects.toMatchObject({ code: 'invalid_migrations' });
  });

  it('refuses a number that appears twice, and an empty folder', async () => {
    mkdirSync(join(folder, 'empty'));
    await expect(loadMigrations(new URL('empty/', url))).rejects.toMatchObject({ code: 'invalid_migrations' });
    write('0001_a.sql', 'select 1');
    write('0001_b.sql', 'select 1');
    await expect(loadMigrations(url)).rejects.toThrow('Two migrations have version 1: "a" and "b"');
  });
});
