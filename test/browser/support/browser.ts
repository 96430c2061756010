import { chromium, type Browser } from 'playwright-core';

import { findChromium, WITHOUT_CHROMIUM } from '../../../scripts/lib/chromium.mjs';

/** The system's Chromium, without a window and without anything that it would ask the world for. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(WITHOUT_CHROMIUM);
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run'],
      ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
    ],
  });
}
