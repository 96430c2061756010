import { mkdir, writeFile } from 'node:fs/promises';
import { DataSource } from 'typeorm';
import pg from 'pg';

export const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'] });
export const dataSource = await new DataSource({ type: 'postgres', url: process.env['DATABASE_URL']! }).initialize();

// Migrations of the host.
const folder = new URL('../samples/migrations/', import.meta.url);
await mkdir(folder, { recursive: true });
await writeFile(new URL('0001_parcels.sql', folder), 'create table parcels (id text);\n');
