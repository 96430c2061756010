import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import {
  ConsoleWorld,
  openPage,
  PAGES,
  seriousFindings,
  setScene,
  type PageOfConsole,
  type Scene,
  type Visitor,
} from './support/index.js';

jest.setTimeout(90_000);

/** Where `npm run screenshots` wants the pictures; without it none is taken. */
const PICTURES = process.env['POSTHORN_SCREENSHOTS'];
const THEMES = ['light', 'dark'] as const;

describe('every page of the console', () => {
  let world: ConsoleWorld;
  let scene: Scene;

  beforeAll(async () => {
    world = await ConsoleWorld.start();
    scene = await setScene(world.app, world.receiver);
    if (PICTURES) await mkdir(PICTURES, { recursive: true });
  }, 90_000);
  afterAll(() => world.close());
  afterEach(() => {
    expect(world.faults()).toEqual([]);
  });

  const open = (visitor: Visitor, page: PageOfConsole): Promise<void> => openPage(visitor, page, scene);
  const picture = async (visitor: Visitor, name: string): Promise<void> => {
    if (PICTURES) await visitor.page.screenshot({ path: path.join(PICTURES, `${name}.png`) });
  };

  describe.each(THEMES)('in the %s theme', (theme) => {
    let visitor: Visitor;

    beforeAll(async () => {
      visitor = await world.visitor({ colorScheme: theme });
      await visitor.open('/');
      await visitor.page.getByRole('button', { name: 'Sign in' }).waitFor();
      expect(await seriousFindings(visitor.page)).toEqual([]);
      await picture(visitor, `sign-in-${theme}`);
      await visitor.signIn(world.adminToken);
    }, 60_000);
    afterAll(() => visitor.leave());

    it.each([...PAGES])('$name has nothing that keeps people from using it', async (page) => {
      await open(visitor, page);
      await picture(visitor, `${page.name}-${theme}`);
      expect(await seriousFindings(visitor.page)).toEqual([]);
    });
  });

  describe("on a phone's width", () => {
    let visitor: Visitor;

    beforeAll(async () => {
      visitor = await world.visitor({ viewport: { width: 390, height: 844 } });
      await visitor.open('/');
      await visitor.page.getByLabel('Token', { exact: true }).fill(world.adminToken);
      await visitor.page.keyboard.press('Enter');
      await visitor.page.getByRole('heading', { level: 1 }).waitFor();
    }, 60_000);
    afterAll(() => visitor.leave());

    it.each([...PAGES])('$name fits, and its parts that are wider scroll by themselves', async (page) => {
      await open(visitor, page);
      if (['overview', 'webhook', 'delivery'].includes(page.name)) await picture(visitor, `${page.name}-phone`);
      const overflow = await visitor.page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow).toBe(0);
    });
  });
});
