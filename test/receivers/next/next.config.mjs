/** The folders above this one are no part of the application, whatever lockfiles they hold. */
const root = import.meta.dirname;

export default { outputFileTracingRoot: root, turbopack: { root } };
