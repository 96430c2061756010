const PREFIXED = /^[a-z]+_([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/;

/** The hyphenated UUID of a prefixed id, as 000 and 002 show webhooks and projects. Other ids stay as they are. */
export function bareId(id: string): string {
  const parts = PREFIXED.exec(id);
  return parts ? parts.slice(1).join('-') : id;
}
