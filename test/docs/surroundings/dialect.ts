import pg from 'pg';

export const keys = process.env['POSTHORN_ENCRYPTION_KEYS']!.split(',');
export const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] });
