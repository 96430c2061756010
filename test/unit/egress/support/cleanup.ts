import { afterEach } from '@jest/globals';

interface Closable {
  close(): Promise<void> | void;
}

/** Ends after each test what the test registered, the last first. */
export function closing(): <T extends Closable>(item: T) => T {
  const open: Closable[] = [];
  afterEach(async () => {
    for (const item of open.splice(0).reverse()) await item.close();
  });
  return (item) => {
    open.push(item);
    return item;
  };
}
