import type { ConsolePlace } from '../console.options.js';

/** Where the front end finds the REST API below the console. */
export const API_PATH = '/api';

/**
 * `index.html` for one request: the app says where it is by placeholders, since it is built once for every host.
 * @param nonce goes into the page's own scripts and styles, and into the policy of the same answer
 */
export function pageFor(template: string, place: ConsolePlace, nonce: string): string {
  const values: Readonly<Record<string, string>> = {
    __POSTHORN_BASE__: place.base,
    __POSTHORN_API__: place.base + API_PATH,
    __POSTHORN_SIGN_IN__: place.signIn,
    __POSTHORN_NONCE__: nonce,
  };
  return template.replace(/__POSTHORN_[A-Z_]+?__/g, (name) => escapeHtml(values[name] ?? name));
}

/** Said instead of the app when there is none. */
export function missingPage(nonce: string): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Posthorn</title>
<style nonce="${nonce}">body{font:16px/1.5 system-ui,sans-serif;max-width:40rem;margin:15vh auto;padding:0 1.5rem}</style></head>
<body>
<h1>The console has not been built</h1>
<p>The REST API works without it. To build the console run <code>npm run build:console</code> in the repository, then
load this page again. The package <code>@posthorn/console</code> from a registry brings it built.</p>
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
