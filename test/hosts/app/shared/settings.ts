/** What the test hands over. */
export const DATABASE_URL = process.env['DATABASE_URL'] ?? '';

/** Posthorn's settings, the same in every host but for the database. */
export const settings = {
  encryption: { keys: [Buffer.alloc(32, 'host').toString('base64')] },
  migrations: 'run',
  // The receiver of the test.
  delivery: { allowHttp: true, allowedAddresses: ['127.0.0.1/32'] },
} as const;
