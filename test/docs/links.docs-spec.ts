import { describe, expect, it } from '@jest/globals';
import GithubSlugger from 'github-slugger';
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { marked, type Token } from 'marked';
import { ROOT } from '../support/command-line.js';
import { linkedPages, type Page } from './support/pages.js';

const pages = await linkedPages();

interface Parsed {
  readonly links: readonly string[];
  readonly anchors: ReadonlySet<string>;
}

function parse({ text }: Page): Parsed {
  const links: string[] = [];
  const anchors = new Set<string>();
  const slugger = new GithubSlugger();
  void marked.walkTokens(marked.lexer(text), (token: Token) => {
    if (token.type === 'link' || token.type === 'image') links.push(String((token as { href: unknown }).href));
    if (token.type === 'heading') anchors.add(slugger.slug(plainText(token as { tokens?: Token[]; text: string })));
  });
  return { links, anchors };
}

/** What a heading shows: the text of links and code, without their marks. */
function plainText({ tokens, text }: { readonly tokens?: readonly Token[]; readonly text: string }): string {
  if (tokens === undefined || tokens.length === 0) return text;
  return tokens.map((token) => plainText(token as { tokens?: Token[]; text: string })).join('');
}

const parsed = new Map(pages.map((page) => [page.file, parse(page)] as const));

/** What is wrong with a link of a page; undefined when it leads somewhere. Other hosts are not asked. */
function problemOf(file: string, link: string): string | undefined {
  if (/^(https?:|mailto:)/.test(link)) return undefined;
  const [target = '', anchor] = link.split('#');
  const place = target === '' ? file : path.posix.join(path.posix.dirname(file), decodeURI(target));
  const absolute = path.join(ROOT, place);
  if (place.startsWith('..') || !existsSync(absolute)) return `${link}: there is no ${place}`;
  if (anchor === undefined) return undefined;
  const page = statSync(absolute).isDirectory() ? path.posix.join(place, 'README.md') : place;
  return parsed.get(page)?.anchors.has(anchor) ? undefined : `${link}: ${page} has no heading for it`;
}

describe('links lead to what they say', () => {
  it.each(pages.map(({ file }) => file))('in %s', (file) => {
    const problems = parsed.get(file)?.links.map((link) => problemOf(file, link)) ?? [];
    expect(problems.filter((problem) => problem !== undefined)).toEqual([]);
  });
});

describe('every page', () => {
  const guides = pages.filter(({ file }) => /^docs\/[^/]+\.md$|^docs\/(verify|reference)\//.test(file));

  it.each(guides.map(({ file }) => file))('%s has one title and is linked from another page', (file) => {
    const text = pages.find((page) => page.file === file)?.text ?? '';
    const titles = marked.lexer(text).filter((token) => token.type === 'heading' && token.depth === 1);
    expect(titles).toHaveLength(1);
    const places = [...parsed].flatMap(([from, { links }]) =>
      from === file ? [] : links.map((link) => path.posix.join(path.posix.dirname(from), link.split('#')[0] ?? '')),
    );
    expect(places).toContain(file);
  });
});
