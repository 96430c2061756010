/** `0001 initial`, as its file is named. */
export const migrationLabel = ({ version, name }: { readonly version: number; readonly name: string }): string =>
  `${String(version).padStart(4, '0')} ${name}`;
