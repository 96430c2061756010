/** `del_01a1fde1…6fa3f` */
export function shortId(value: string): string {
  return value.length <= 20 ? value : `${value.slice(0, 12)}…${value.slice(-5)}`;
}
