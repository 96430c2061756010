import type { INestApplication } from '@nestjs/common';

/** Tells the test where the host listens, and closes it when the test says so. Then the process has to end by itself. */
export async function serve(app: INestApplication): Promise<void> {
  await app.listen(0, '127.0.0.1');
  process.stdout.write(`${JSON.stringify({ url: await app.getUrl() })}\n`);
  process.stdin.once('data', () => {
    process.stdin.destroy();
    void app.close().then(() => {
      const left = process.getActiveResourcesInfo();
      process.stdout.write(`${JSON.stringify({ left })}\n`);
    });
  });
}
