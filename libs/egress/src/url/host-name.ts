const MAX_NAME = 253;
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;

/** Whether the lower-case text is a host name: labels of 1 to 63 letters, digits, `_` and inner `-`, 253 in all. */
export function isHostName(name: string): boolean {
  return name.length > 0 && name.length <= MAX_NAME && name.split('.').every((label) => LABEL.test(label));
}

/** Suffixes that only ever name something inside: RFC 6761, RFC 6762, RFC 8375, the `.internal` of cloud platforms. */
const INSIDE = ['localhost', 'local', 'internal', 'intranet', 'lan', 'home.arpa', 'localdomain'];

/** Whether the name is this machine's own, wherever it is resolved (RFC 6761). */
export function isLoopbackName(name: string): boolean {
  return name === 'localhost' || name.endsWith('.localhost');
}

/** Whether the name can only lead inside. A second layer: the address that it resolves to decides in any case. */
export function isInsideName(name: string): boolean {
  return INSIDE.some((suffix) => name === suffix || name.endsWith(`.${suffix}`));
}
