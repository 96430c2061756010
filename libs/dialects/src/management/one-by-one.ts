/** What `work` makes of each, one after the other: a page of rows that are looked up singly must not take every connection. */
export async function oneByOne<Item, Row>(
  items: readonly Item[],
  work: (item: Item) => Promise<Row>,
): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const item of items) rows.push(await work(item));
  return rows;
}
