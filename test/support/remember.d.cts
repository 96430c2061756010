/** Notes the own properties of an object; the function brings them back. */
export function remember(object: object, keepsNew?: (key: string | symbol) => boolean): () => void;
/** As `remember`, for what a package keeps for the whole process; undefined for one that keeps nothing. */
export function rememberPackage(name: string, namespace: object): (() => void) | undefined;
