import type { INestApplication, INestApplicationContext } from '@nestjs/common';

/** As `NestExpressApplication`, which a host on Fastify does not have installed. */
type ExpressApplication = INestApplication & {
  useBodyParser(type: 'json', options: { readonly limit: string }): unknown;
};

/** Tells the test where the host listens, and closes it when the test says so. Then the process has to end by itself. */
export async function serve(app: INestApplication): Promise<void> {
  run([app], [await listen(app)]);
}

/** Takes payloads of every size, as Fastify does by itself: with less, Posthorn says so at the boot. @returns the URL */
export async function listen(app: INestApplication): Promise<string> {
  if (app.getHttpAdapter().getType() === 'express')
    (app as ExpressApplication).useBodyParser('json', { limit: '512kb' });
  await app.listen(0, '127.0.0.1');
  return app.getUrl();
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
