/** Where deliveries may go, in the words of the application's variables; the defaults are the application's too. */
export function guardOf(environment: Readonly<Record<string, string | undefined>>): {
  readonly allowedAddresses: readonly string[];
  readonly allowHttp: boolean;
} {
  const ranges = (environment['POSTHORN_EGRESS_ALLOW'] ?? '').split(',').map((range) => range.trim());
  const http = environment['POSTHORN_ALLOW_HTTP'];
  return {
    allowedAddresses: ranges.filter((range) => range !== ''),
    allowHttp: http ? /^(1|true|yes|on)$/i.test(http) : environment['NODE_ENV'] !== 'production',
  };
}
