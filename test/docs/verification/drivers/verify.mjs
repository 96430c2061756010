// Arguments: the folder with one module for each dialect, the file with the cases.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , folder, file] = process.argv;
const answers = [];
for (const { dialect, body, headers, secret, url } of JSON.parse(readFileSync(file, 'utf8'))) {
  const { verify } = await import(pathToFileURL(path.join(folder, `${dialect.replaceAll('-', '_')}.mjs`)).href);
  const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
  answers.push(verify(Buffer.from(body), lowerCase, secret, url));
}
console.log(JSON.stringify(answers));
