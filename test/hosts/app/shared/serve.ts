import type { INestApplication, INestApplicationContext } from '@nestjs/common';

/** Tells the test where the host listens, and closes it when the test says so. Then the process has to end by itself. */
export async function serve(app: INestApplication): Promise<void> {
  await app.listen(0, '127.0.0.1');
  run([app], [await app.getUrl()]);
}

/** Tells the test that applications run, and what they serve, if anything. */
export function run(apps: readonly INestApplicationContext[], urls: readonly string[] = []): void {
  process.stdout.write(`${JSON.stringify({ urls })}\n`);
  process.stdin.once('data', () => {
    process.stdin.destroy();
    void Promise.all(apps.map((app) => app.close())).then(() => {
      const left = process.getActiveResourcesInfo();
      process.stdout.write(`${JSON.stringify({ left })}\n`);
    });
  });
}
