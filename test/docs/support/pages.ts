import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ROOT } from '../../support/command-line.js';

/** A fenced block of a page. */
export interface Sample {
  readonly page: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
  /** First word of the info string; '' when there is none. */
  readonly language: string;
  /** The other words: `run` is `{ run: '' }`, `file=src/main.ts` is `{ file: 'src/main.ts' }`. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly text: string;
}

export interface Page {
  /** Path from the root of the repository, with slashes. */
  readonly file: string;
  readonly text: string;
  readonly samples: readonly Sample[];
}

/** Whose samples are executed: the README, the docs, the README of each lib. */
export async function samplePages(): Promise<readonly Page[]> {
  const libs = (await readdir(path.join(ROOT, 'libs'))).map((lib) => `libs/${lib}/README.md`);
  return readPages(['README.md', ...(await markdownIn('docs')), ...libs]);
}

/** Whose links are followed: those, and the other pages of the repository. */
export async function linkedPages(): Promise<readonly Page[]> {
  const others = ['ARCHITECTURE.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'];
  return [...(await samplePages()), ...(await readPages(others))];
}

async function markdownIn(folder: string): Promise<string[]> {
  const entries = await readdir(path.join(ROOT, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => path.relative(ROOT, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

async function readPages(files: readonly string[]): Promise<readonly Page[]> {
  const pages = files.map(async (file) => {
    const text = await readFile(path.join(ROOT, file), 'utf8').catch(() => undefined);
    return text === undefined ? [] : [{ file, text, samples: samplesOf(file, text) }];
  });
  return (await Promise.all(pages)).flat();
}

/** @throws Error when a block is not closed */
export function samplesOf(page: string, text: string): readonly Sample[] {
  const samples: Sample[] = [];
  let open: { line: number; indent: string; fence: string; info: string; content: string[] } | undefined;
  for (const [index, line] of text.split('\n').entries()) {
    const [, indent = '', fence = '', info = ''] = /^( *)(`{3,})(.*)$/.exec(line) ?? [];
    if (open === undefined) {
      if (fence !== '') open = { line: index + 1, indent, fence, info: info.trim(), content: [] };
    } else if (fence.length >= open.fence.length && info.trim() === '') {
      const [language = '', ...words] = open.info.split(/\s+/);
      const attributes = Object.fromEntries(words.map((word) => /^([^=]+)=?(.*)$/.exec(word)?.slice(1) ?? [word, '']));
      samples.push({ page, line: open.line, language, attributes, text: `${open.content.join('\n')}\n` });
      open = undefined;
    } else {
      const { indent: blanks } = open;
      open.content.push(line.startsWith(blanks) ? line.slice(blanks.length) : line.trimStart());
    }
  }
  if (open !== undefined) throw new Error(`${page}:${open.line}: the block is not closed.`);
  return samples;
}

export const placeOf = ({ page, line }: Sample): string => `${page}:${line}`;
