import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { ConsoleWorld, openPage, PAGES, seriousFindings, setScene, type Scene, type Visitor } from './support/index.js';

/** Where `npm run screenshots` wants the pictures; without it none is taken. */
const PICTURES = process.env['POSTHORN_SCREENSHOTS'];
const THEMES = ['light', 'dark'] as const;
const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
/** What is left of a desk at 400 %, below which WCAG asks for nothing. */
const NARROWEST = { width: 320, height: 640 };

/** The elements that stick out where the document can be scrolled sideways, none where it cannot. */
const SIDEWAYS = `(() => {
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return [];
  const out = [...document.querySelectorAll('body *')].reverse().filter((e) => e.getBoundingClientRect().right > clientWidth);
  return [scrollWidth + ' > ' + clientWidth, ...out.map((e) => e.outerHTML.slice(0, 120))];
})()`;

describe('every page of the console', () => {
  let world: ConsoleWorld;
  let scene: Scene;

  beforeAll(async () => {
    world = await ConsoleWorld.start();
    scene = await setScene(world.app, world.receiver);
    if (PICTURES) await mkdir(PICTURES, { recursive: true });
  });
  afterAll(() => world.close());
  afterEach(() => {
    expect(world.faults()).toEqual([]);
  });

  const picture = async ({ page }: Visitor, name: string): Promise<void> => {
    if (PICTURES) await page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
  };

  /** What makes the page that is open wider than a phone, innermost first; what is wider in it scrolls by itself. */
  const widerThanPhone = async (visitor: Visitor, name: string): Promise<string[]> => {
    if (PICTURES && ['overview', 'webhook', 'delivery'].includes(name)) {
      await visitor.resize(PHONE);
      await picture(visitor, `${name}-phone`);
    }
    await visitor.resize(NARROWEST);
    const wide = await visitor.page.evaluate<string[]>(SIDEWAYS);
    await visitor.resize(DESK);
    return wide;
  };

  describe.each(THEMES)('in the %s theme', (theme) => {
    let visitor: Visitor;

    beforeAll(async () => {
      visitor = await world.visitor({ colorScheme: theme, viewport: DESK });
      await visitor.open('/');
      await visitor.page.getByRole('button', { name: 'Sign in' }).waitFor();
      expect(await seriousFindings(visitor.page)).toEqual([]);
      await picture(visitor, `sign-in-${theme}`);
      await visitor.signIn(world.adminToken);
    });
    afterAll(() => visitor.leave());

    it.each([...PAGES])('$name has nothing that keeps people from using it, and fits a phone', async (page) => {
      await openPage(visitor, page, scene, 'follow');
      await picture(visitor, `${page.name}-${theme}`);
      expect(await seriousFindings(visitor.page)).toEqual([]);
      // Themes differ in colours alone.
      if (theme === 'light') expect(await widerThanPhone(visitor, page.name)).toEqual([]);
    });
  });
});
