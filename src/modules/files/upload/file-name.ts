const MAX_LENGTH = 255;

/** The name under which a file is kept: the last segment of what the uploader said, without what breaks a header. */
export function safeFileName(given: string | undefined): string {
  const last = (given ?? '').split(/[\\/]/).at(-1) ?? '';
  const name = last
    .replace(/[\p{Cc}\p{Cf}\p{Surrogate}]/gu, '')
    .trim()
    .slice(0, MAX_LENGTH)
    // Half a character at the cut, which no text of PostgreSQL and no payload can hold.
    .replace(/\p{Surrogate}$/u, '')
    .trimEnd();
  return name === '' || name === '.' || name === '..' ? 'file' : name;
}

/** A media type without parameters, or `application/octet-stream` for what is none. */
export function safeContentType(given: string | undefined): string {
  const type = (given ?? '').trim().toLowerCase();
  return /^[a-z0-9!#$&^_.+-]{1,63}\/[a-z0-9!#$&^_.+-]{1,63}$/.test(type) ? type : 'application/octet-stream';
}
