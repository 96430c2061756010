import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';

/**
 * Kept in the page once what measures itself has done so (in the frame after), has been drawn (in the next), and what
 * moves has come to its end: while a sidebar slides away, a page is too wide.
 */
const SETTLED = `(async () => {
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const moving = () => document.getAnimations().filter(({ effect }) => effect.getComputedTiming().endTime !== Infinity);
  do {
    await frame();
    await frame();
    await new Promise((done) => setTimeout(done, 50));
    await Promise.allSettled(moving().map(({ finished }) => finished));
  } while (moving().length > 0);
})()`;

/** A person with a browser of their own, and what went wrong in it. */
export class Visitor {
  /** Errors on the page: uncaught, logged, refused by the policy, answers of 500 and more. Empty when all is well. */
  readonly faults: string[] = [];
  /** Requests to anywhere but the application. Empty: no asset comes from another host. */
  readonly strangers: string[] = [];

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly origin: string,
  ) {}

  static async arrive(browser: Browser, origin: string, options: BrowserContextOptions = {}): Promise<Visitor> {
    const context = await browser.newContext({
      baseURL: origin,
      viewport: { width: 1280, height: 900 },
      locale: 'en-GB',
      timezoneId: 'UTC',
      reducedMotion: 'reduce',
      ...options,
    });
    // A busy machine takes its time; what is never shown is missed after a minute.
    context.setDefaultTimeout(60_000);
    const page = await context.newPage();
    const visitor = new Visitor(context, page, origin);
    visitor.watch();
    return visitor;
  }

  private watch(): void {
    const { page } = this;
    page.on('pageerror', (error) => this.faults.push(`uncaught: ${error.message}`));
    page.on('dialog', (dialog) => {
      // What a form that is half filled in asks when its page is loaded anew.
      if (dialog.type() === 'beforeunload') return void dialog.accept();
      this.faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('console', (message) => {
      // The browser's own line about an answer of 4xx says nothing that `response` below does not.
      if (message.type() !== 'error' || message.text().startsWith('Failed to load resource')) return;
      this.faults.push(`console: ${message.text()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 500) this.faults.push(`${response.status()} ${response.url()}`);
    });
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(`${this.origin}/`) && !/^(data|blob):/.test(url)) this.strangers.push(url);
    });
  }

  /** @param path below the console, `/webhooks` */
  async open(path: string): Promise<void> {
    await this.page.goto(`/console${path}`);
  }

  /** Goes to a path below the console as its own links do: the console is not loaded anew. */
  async follow(path: string): Promise<void> {
    // The router's own hook for tools; its promise is kept when the new page has been rendered.
    await this.page.evaluate(async (href) => {
      const { __TSR_ROUTER__: router } = globalThis as unknown as {
        __TSR_ROUTER__: { navigate: (target: { href: string; ignoreBlocker: boolean }) => Promise<void> };
      };
      await router.navigate({ href, ignoreBlocker: true });
    }, path);
  }

  /**
   * As {@link follow}, from a path that no page has: what was open is gone with all that was chosen and typed on it, as
   * after loading the console anew, which costs more. What the console has asked in the last ten seconds it does not ask
   * again: a page of what was changed behind its back is opened.
   */
  async visit(path: string): Promise<void> {
    await this.follow('/nowhere');
    await this.follow(path);
  }

  /** Changes the size of the window while the page is open, and waits until it has been drawn so and nothing moves. */
  async resize(size: { readonly width: number; readonly height: number }): Promise<void> {
    await this.page.setViewportSize(size);
    await this.page.evaluate(SETTLED);
  }

  async signIn(token: string): Promise<void> {
    await this.open('/');
    await this.page.getByLabel('Token', { exact: true }).fill(token);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
    await this.page.getByRole('navigation').first().waitFor();
  }

  leave(): Promise<void> {
    return this.context.close();
  }
}
