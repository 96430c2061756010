import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../support/command-line.js';
import { samplePages } from './support/pages.js';

/** Words that have one name here, and the pages that speak of systems which call it otherwise. */
const OTHER_WORDS: Readonly<Record<string, { readonly say: string; readonly except: readonly string[] }>> = {
  tenants: { say: 'projects', except: ['docs/threat-model.md', 'docs/decisions/guards-broken-on-purpose.md'] },
  endpoint: { say: 'webhook or receiver', except: ['docs/migrate.md', 'docs/reference/', 'docs/decisions/'] },
  'dead letter': { say: 'failed', except: [] },
  subscriber: { say: 'webhook', except: ['libs/event-bus/', 'docs/decisions/', 'docs/reference/'] },
  'event name': { say: 'event type', except: ['libs/', 'docs/'] },
};

const PRAISE = /\b(powerful|blazing|seamless|effortless|robust|cutting-edge|world-class|simply|easily|just works)\b/i;

const pages = await samplePages();

describe('the docs', () => {
  it.each(pages.map(({ file }) => file))('%s has one word for one thing, and no praise', (file) => {
    const text = pages.find((page) => page.file === file)?.text ?? '';
    const other = Object.entries(OTHER_WORDS)
      .filter(([, { except }]) => !except.some((place) => file.startsWith(place)))
      .filter(([word]) => new RegExp(`\\b${word}s?\\b`, 'i').test(text.replaceAll(/```[\s\S]*?```/g, '')))
      .map(([word, { say }]) => `say ${say} for ${word}`);
    expect(other).toEqual([]);
    if (!file.startsWith('docs/reference/')) expect(PRAISE.exec(text)?.[0]).toBeUndefined();
  });

  it('the page of the command line has a section or a link for every command', async () => {
    const help = execFileSync(process.execPath, [path.join(ROOT, 'node_modules/.bin/posthorn'), '--help'], {
      encoding: 'utf8',
      env: { ...process.env, NO_COLOR: '1' },
    });
    const commands = [...help.matchAll(/^ {2}([a-z]+) {2,}\S/gm)].map(([, name = '']) => name);
    expect(commands.length).toBeGreaterThan(10);
    const page = await readFile(path.join(ROOT, 'docs/command-line.md'), 'utf8');
    expect(commands.filter((name) => !page.includes(`[\`${name}\`](#`))).toEqual([]);
  });
});
