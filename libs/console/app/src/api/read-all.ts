/** The most that the API gives at once. */
export const PAGE = 200;
/** More than anybody looks through: past them a search would have to be the server's. */
const MAX_PAGES = 10;

/** What a list has on its first ten pages of {@link PAGE}, in one list. */
export async function readAll<P extends { readonly next_cursor?: string | null }, Row>(
  read: (cursor: string | undefined) => Promise<P>,
  rowsOf: (page: P) => readonly Row[],
): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const answer = await read(cursor);
    rows.push(...rowsOf(answer));
    if (!answer.next_cursor) break;
    cursor = answer.next_cursor;
  }
  return rows;
}
