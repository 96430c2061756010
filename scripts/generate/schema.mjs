import pg from 'pg';

/**
 * The migrated schema as one readable, stable text, so that a reviewer sees DDL as a diff. Made from the catalogs:
 * the embedded PostgreSQL brings no pg_dump. Left out: partitions, whose names are days, and what extensions own.
 */
export async function generate({ databaseUrl }) {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    // Without a search path every name in a definition is written out with its schema.
    await client.query("SELECT set_config('search_path', '', false)");
    const sections = [];
    for (const { title, sql } of QUERIES) {
      const { rows } = await client.query(sql);
      if (rows.length > 0) sections.push(`-- ${title}\n\n${rows.map(({ text }) => text.trimEnd()).join('\n')}\n`);
    }
    return `-- Generated from the migrations. Do not edit: npm run generate -- schema\n\n${sections.join('\n')}`;
  } finally {
    await client.end();
  }
}

const OURS = `n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_'`;
const QUERIES = [
  {
    title: 'Schemas',
    sql: `SELECT format('CREATE SCHEMA %I;', n.nspname) AS text FROM pg_namespace n WHERE ${OURS} ORDER BY n.nspname`,
  },
  {
    title: 'Types',
    sql: `
      SELECT format('CREATE TYPE %I.%I AS ENUM (%s);', n.nspname, t.typname,
               string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder)) AS text
      FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_enum e ON e.enumtypid = t.oid
      WHERE ${OURS} GROUP BY n.nspname, t.typname ORDER BY n.nspname, t.typname`,
  },
  {
    title: 'Sequences',
    sql: `
      SELECT format('CREATE SEQUENCE %I.%I AS %s INCREMENT %s CACHE %s;', s.schemaname, s.sequencename, s.data_type,
               s.increment_by, s.cache_size) AS text
      FROM pg_sequences s JOIN pg_namespace n ON n.nspname = s.schemaname
      WHERE ${OURS} ORDER BY s.schemaname, s.sequencename`,
  },
  {
    title: 'Tables',
    sql: `
      SELECT format(E'CREATE %sTABLE %I.%I (\\n%s\\n)%s%s;\\n', CASE c.relpersistence WHEN 'u' THEN 'UNLOGGED ' ELSE '' END,
               n.nspname, c.relname, concat_ws(E',\\n', columns.text, constraints.text),
               CASE WHEN c.relkind = 'p' THEN ' PARTITION BY ' || pg_get_partkeydef(c.oid) ELSE '' END,
               CASE WHEN c.reloptions IS NULL THEN ''
                 ELSE format(' WITH (%s)', array_to_string(c.reloptions, ', ')) END) AS text
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      CROSS JOIN LATERAL (
        SELECT string_agg(format('  %I %s%s%s', a.attname, format_type(a.atttypid, a.atttypmod),
                 CASE WHEN a.attidentity <> '' THEN ' GENERATED AS IDENTITY'
                      WHEN a.attgenerated <> '' THEN format(' GENERATED ALWAYS AS (%s)', pg_get_expr(d.adbin, d.adrelid))
                      WHEN d.adbin IS NOT NULL THEN ' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid)
                      ELSE '' END,
                 CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END), E',\\n' ORDER BY a.attnum) AS text
        FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
        WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      ) columns
      CROSS JOIN LATERAL (
        SELECT string_agg(format('  CONSTRAINT %I %s', k.conname, pg_get_constraintdef(k.oid)), E',\\n'
                 ORDER BY k.contype, k.conname) AS text
        FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype IN ('p', 'u', 'f', 'c', 'x')
      ) constraints
      WHERE ${OURS} AND c.relkind IN ('r', 'p') AND NOT c.relispartition
        AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_class'::regclass AND x.objid = c.oid AND x.deptype = 'e')
      ORDER BY n.nspname, c.relname`,
  },
  {
    title: 'Indexes',
    sql: `
      SELECT pg_get_indexdef(i.indexrelid) || ';' AS text
      FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE ${OURS} AND NOT c.relispartition
        AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
      ORDER BY n.nspname, c.relname, 1`,
  },
  {
    title: 'Views',
    sql: `
      SELECT format(E'CREATE VIEW %I.%I AS\\n%s\\n', n.nspname, c.relname, pg_get_viewdef(c.oid, true)) AS text
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE ${OURS} AND c.relkind IN ('v', 'm') ORDER BY n.nspname, c.relname`,
  },
  {
    title: 'Functions',
    sql: `
      SELECT pg_get_functiondef(p.oid) || E';\\n' AS text
      FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
      WHERE ${OURS} AND p.prokind IN ('f', 'p')
        AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.classid = 'pg_proc'::regclass AND x.objid = p.oid AND x.deptype = 'e')
      ORDER BY n.nspname, p.proname, pg_get_function_identity_arguments(p.oid)`,
  },
  {
    title: 'Triggers',
    sql: `
      SELECT pg_get_triggerdef(t.oid) || ';' AS text
      FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE ${OURS} AND NOT t.tgisinternal AND NOT c.relispartition ORDER BY n.nspname, c.relname, t.tgname`,
  },
];
