import type { Browser, BrowserContextOptions } from 'playwright-core';

import { Receiver, startTestApp, type TestApp } from '../../e2e/support/index.js';
import { launchBrowser } from './browser.js';
import { Visitor } from './visitor.js';

/** The whole thing: the application with its console, a receiver on loopback, and a browser. */
export class ConsoleWorld {
  private static one: Promise<ConsoleWorld> | undefined;
  private visitors: Visitor[] = [];
  private staying: Promise<Visitor> | undefined;

  private constructor(
    readonly app: TestApp,
    readonly receiver: Receiver,
    private readonly browser: Browser,
  ) {}

  /** One of its own, for what fills the whole installation or needs another configuration. */
  static async start(adjust?: Parameters<typeof startTestApp>[0]): Promise<ConsoleWorld> {
    const browser = await launchBrowser();
    const receiver = await Receiver.start();
    try {
      return new ConsoleWorld(await startTestApp(adjust), receiver, browser);
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  /** The one of this test file, started when it is first asked for. Who asks uses projects of their own. */
  static shared(): Promise<ConsoleWorld> {
    return (this.one ??= this.start());
  }

  static async closeShared(): Promise<void> {
    await (await this.one)?.close();
  }

  get adminToken(): string {
    return this.app.config.adminToken ?? '';
  }

  /** Somebody with a browser of their own who has not signed in. */
  async visitor(options?: BrowserContextOptions): Promise<Visitor> {
    const visitor = await Visitor.arrive(this.browser, new URL(this.app.url).origin, options);
    this.visitors.push(visitor);
    return visitor;
  }

  /** Somebody who has signed in, with the admin token unless another is given. */
  async signedIn(token = this.adminToken, options?: BrowserContextOptions): Promise<Visitor> {
    const visitor = await this.visitor(options);
    await visitor.signIn(token);
    return visitor;
  }

  /**
   * Somebody who has signed in with the admin token and stays when others leave: a browser process and a load of the
   * console for each would be work for nothing. Who asks goes to pages of their own project first.
   */
  operator(): Promise<Visitor> {
    return (this.staying ??= this.signedIn());
  }

  /** What went wrong in any browser so far; asking empties the list. */
  faults(): string[] {
    return this.visitors.flatMap((visitor) => [...visitor.faults.splice(0), ...visitor.strangers.splice(0)]);
  }

  /** Every visitor but the operator closes their browser: the world is as empty for the next as it was. */
  async leave(): Promise<void> {
    const operator = await this.staying;
    const leaving = this.visitors.filter((visitor) => visitor !== operator);
    this.visitors = operator === undefined ? [] : [operator];
    await Promise.all(leaving.map((visitor) => visitor.leave()));
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.receiver.stop();
    await this.app.close();
  }
}
