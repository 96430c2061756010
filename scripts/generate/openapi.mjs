/** The document of the native API, as `GET /openapi.json` answers it. */
export async function generate({ get }) {
  return `${JSON.stringify(await get('/openapi.json'), null, 2)}\n`;
}
