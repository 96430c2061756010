/** Empty when the entities and the migrated schema agree: generating a migration now would yield nothing. */
export async function generate({ dataSource }) {
  const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
  if (upQueries.length === 0) return '';
  const statements = upQueries.map(({ query }) => `  ${query};`).join('\n');
  return `The entities ask for a schema that the migrations do not make. Add a migration, or mend the entity:\n${statements}`;
}
