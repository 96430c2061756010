import { readFile } from 'node:fs/promises';
import path from 'node:path';
import openapiTS, { astToString } from 'openapi-typescript';
import { root } from '../lib/run.mjs';

const HEADER = `/**
 * The REST API as types, made from docs/reference/openapi.json by \`npm run generate\`: never change it by hand.
 */

`;

/** The types of the console's API client. They follow the document, which is generated just before. */
export async function generate() {
  const document = JSON.parse(await readFile(path.join(root, 'docs/reference/openapi.json'), 'utf8'));
  return HEADER + astToString(await openapiTS(document));
}
