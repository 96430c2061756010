import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AddressPolicy, checkUrl, EgressConfigError, portPolicy, type UrlPolicy, type UrlProblem } from '../index.js';

const policy = (change: Partial<UrlPolicy> = {}): UrlPolicy => ({
  addresses: new AddressPolicy(),
  ports: portPolicy(undefined),
  allowHttp: true,
  ...change,
});
const label = 'a'.repeat(63);

const REFUSED: readonly (readonly [string, UrlProblem])[] = [
  // Forms that the parser turns into an address, or that hide one.
  ['http://2130706433/', 'url_host_not_canonical'],
  ['http://0x7f000001/', 'url_host_not_canonical'],
  ['http://017700000001/', 'url_host_not_canonical'],
  ['http://0177.0.0.1/', 'url_host_not_canonical'],
  ['http://127.1/', 'url_host_not_canonical'],
  ['http://127.0.1/', 'url_host_not_canonical'],
  ['http://0x7f.1/', 'url_host_not_canonical'],
  ['http://127.0.0.1./', 'url_host_not_canonical'],
  ['http://0/', 'url_host_not_canonical'],
  ['http://1.2.3/', 'url_host_not_canonical'],
  ['http://0300.0250.0.1/', 'url_host_not_canonical'],
  ['http://①②⑦.⓪.⓪.①/', 'url_host_not_canonical'],
  ['http://127。0。0。1/', 'url_host_not_canonical'],
  ['http://127%2e0%2e0%2e1/', 'url_host_not_canonical'],
  ['http://%31%32%37.0.0.1/', 'url_host_not_canonical'],
  ['http://ex%61mple.com/', 'url_host_not_canonical'],
  ['http://ｅｘａｍｐｌｅ.com/', 'url_host_not_canonical'],
  ['http://exam\u00adple.com/', 'url_host_not_canonical'],
  ['http://münchen.de/', 'url_host_not_canonical'],
  ['http://example.com./', 'url_host_not_canonical'],
  ['http://localhost./', 'url_host_not_canonical'],
  ['http://[::ffff:127.0.0.1]/', 'url_host_not_canonical'],
  ['http://[::127.0.0.1]/', 'url_host_not_canonical'],
  ['http://[64:ff9b::127.0.0.1]/', 'url_host_not_canonical'],
  ['http://[0:0:0:0:0:0:0:1]/', 'url_host_not_canonical'],
  ['http://[2606:4700:4700:0:0:0:0:1111]/', 'url_host_not_canonical'],
  // Addresses, written properly.
  ['http://127.0.0.1/', 'url_address_forbidden'],
  ['http://127.0.0.1:8080/', 'url_address_forbidden'],
  ['https://10.0.0.1/', 'url_address_forbidden'],
  ['https://169.254.169.254/latest/meta-data/', 'url_address_forbidden'],
  ['https://168.63.129.16/', 'url_address_forbidden'],
  ['https://0.0.0.0/', 'url_address_forbidden'],
  ['https://255.255.255.255/', 'url_address_forbidden'],
  ['https://[::1]/', 'url_address_forbidden'],
  ['https://[::]/', 'url_address_forbidden'],
  ['https://[::ffff:7f00:1]/', 'url_address_forbidden'],
  ['https://[::7f00:1]/', 'url_address_forbidden'],
  ['https://[64:ff9b::7f00:1]/', 'url_address_forbidden'],
  ['https://[2002:7f00:1::]/', 'url_address_forbidden'],
  ['https://[fd00:ec2::254]/', 'url_address_forbidden'],
  ['https://[fe80::1]/', 'url_address_forbidden'],
  ['https://[4000::1]/', 'url_address_forbidden'],
  // Names that only lead inside.
  ['http://localhost/', 'url_host_inside'],
  ['http://LOCALHOST:3000/', 'url_host_inside'],
  ['http://app.localhost/', 'url_host_inside'],
  ['http://metadata.google.internal/', 'url_host_inside'],
  ['http://printer.local/', 'url_host_inside'],
  ['http://router.home.arpa/', 'url_host_inside'],
  // Users, fragments, separators that parsers disagree on.
  ['http://127.0.0.1:80@example.com/', 'url_userinfo'],
  ['http://example.com@127.0.0.1/', 'url_userinfo'],
  ['http://user:pass@example.com/', 'url_userinfo'],
  ['http://@example.com/', 'url_userinfo'],
  ['http://:@example.com/', 'url_userinfo'],
  ['http://example.com/#', 'url_fragment'],
  ['http://example.com/path#part', 'url_fragment'],
  ['http://example.com#@127.0.0.1/', 'url_fragment'],
  ['http://example.com\\@127.0.0.1/', 'url_backslash'],
  ['http:\\\\127.0.0.1\\', 'url_backslash'],
  ['http://example.com/a\\b', 'url_backslash'],
  // Blanks and control characters.
  [' http://example.com/', 'url_whitespace'],
  ['http://example.com/ ', 'url_whitespace'],
  ['http://example.com/a b', 'url_whitespace'],
  ['http://example.com/\u00a0', 'url_whitespace'],
  ['http://example.com/\u2028', 'url_whitespace'],
  ['\thttp://example.com/', 'url_control_character'],
  ['ht\ntp://example.com/', 'url_control_character'],
  ['http://127.0.\t0.1/', 'url_control_character'],
  ['http://example.com/\r\nHost: x', 'url_control_character'],
  ['http://example.com/\0', 'url_control_character'],
  ['http://example.com/\u0085', 'url_control_character'],
  ['http://example.com/\u007f', 'url_control_character'],
  // Schemes.
  ['ftp://example.com/', 'url_scheme'],
  ['file:///etc/passwd', 'url_scheme'],
  ['unix:/var/run/docker.sock', 'url_scheme'],
  ['http+unix://%2Fvar%2Frun%2Fdocker.sock/', 'url_scheme'],
  ['data:text/plain,hello', 'url_scheme'],
  ['javascript:alert(1)', 'url_scheme'],
  ['blob:https://example.com/1', 'url_scheme'],
  ['ws://example.com/', 'url_scheme'],
  ['gopher://example.com/', 'url_scheme'],
  ['example.com', 'url_scheme'],
  ['//example.com/', 'url_scheme'],
  ['', 'url_scheme'],
  ['http:127.0.0.1/', 'url_malformed'],
  ['http:/127.0.0.1/', 'url_malformed'],
  ['http:///127.0.0.1/', 'url_malformed'],
  ['http://', 'url_malformed'],
  ['https:example.com', 'url_malformed'],
  // Hosts that are none.
  ['http://a.b..c/', 'url_host_name'],
  ['http://./', 'url_host_not_canonical'],
  ['http://.example.com/', 'url_host_name'],
  [`http://${label}a.com/`, 'url_host_name'],
  [`http://${[label, label, label, label].join('.')}/`, 'url_host_name'],
  ['http://-example.com/', 'url_host_name'],
  ['http://exam!ple.com/', 'url_host_name'],
  ["http://exam'ple.com/", 'url_host_name'],
  ['http://a,b/', 'url_host_name'],
  ['http://[::1%25lo]/', 'url_malformed'],
  ['http://[::1%lo]/', 'url_malformed'],
  ['http://256.256.256.256/', 'url_malformed'],
  ['http://4294967296/', 'url_malformed'],
  ['http://1.2.3.4.5/', 'url_malformed'],
  ['http://exa mple.com/', 'url_whitespace'],
  ['http://xn--/', 'url_malformed'],
  // Ports.
  ['http://example.com:0/', 'url_port'],
  ['http://example.com:22/', 'url_port'],
  ['http://example.com:25/', 'url_port'],
  ['http://example.com:5432/', 'url_port'],
  ['http://example.com:6379/', 'url_port'],
  ['http://example.com:11211/', 'url_port'],
  ['http://example.com:00080/', 'url_port'],
  ['http://example.com:/', 'url_port'],
  ['http://example.com:65536/', 'url_malformed'],
  ['http://example.com:+80/', 'url_malformed'],
  ['http://example.com:80:80/', 'url_malformed'],
  // Length.
  [`https://example.com/${'a'.repeat(2048)}`, 'url_too_long'],
  [`https://example.com/${'ü'.repeat(1000)}`, 'url_too_long'],
];

describe('A URL is refused', () => {
  it.each(REFUSED)('%j: %s', (url, code) => {
    expect(checkUrl(url, policy())).toMatchObject({ ok: false, code, message: expect.any(String) });
  });

  it.each([null, undefined, 1, {}, ['http://example.com/']])('when it is %j', (url) => {
    expect(checkUrl(url, policy())).toMatchObject({ ok: false, code: 'url_malformed' });
  });

  it('when it is plain http where that is not allowed', () => {
    expect(checkUrl('http://example.com/', policy({ allowHttp: false }))).toMatchObject({
      code: 'url_http_not_allowed',
    });
    expect(checkUrl('https://example.com/', policy({ allowHttp: false }))).toMatchObject({ ok: true });
  });

  it('with the address and its range, when it names one', () => {
    expect(checkUrl('http://127.0.0.1:4000/', policy())).toMatchObject({ address: '127.0.0.1', range: 'loopback' });
  });

  it('with the form that was expected, when the host is not canonical', () => {
    const check = checkUrl('https://münchen.de/', policy());
    expect(check).toMatchObject({ message: expect.stringContaining('xn--mnchen-3ya.de') });
  });
});

describe('A URL is allowed', () => {
  it.each([
    ['https://example.com', { origin: 'https://example.com', hostname: 'example.com', port: 443, path: '/' }],
    ['https://EXAMPLE.com/Path?q=1&r=%20', { origin: 'https://example.com', path: '/Path?q=1&r=%20' }],
    ['http://example.com:8080/hook', { origin: 'http://example.com:8080', port: 8080, protocol: 'http:' }],
    ['https://example.com:443/', { origin: 'https://example.com', port: 443 }],
    ['https://a_b.example.com/', { hostname: 'a_b.example.com' }],
    ['https://xn--mnchen-3ya.de/', { hostname: 'xn--mnchen-3ya.de' }],
    ['https://receiver/', { hostname: 'receiver' }],
    ['https://8.8.8.8/', { hostname: '8.8.8.8' }],
    ['https://[2606:4700:4700::1111]:8443/x', { hostname: '2606:4700:4700::1111', port: 8443 }],
    [`https://${label}.${label}.example.com/`, {}],
    ['https://example.com/ü?ö', { path: '/%C3%BC?%C3%B6' }],
  ])('%s', (url, expected) => {
    expect(checkUrl(url, policy())).toMatchObject({ ok: true, ...expected });
  });

  it('to an address or a local name that the operator opened', () => {
    const open = policy({ addresses: new AddressPolicy(['127.0.0.1']) });
    expect(checkUrl('http://127.0.0.1:4000/', open)).toMatchObject({ ok: true });
    expect(checkUrl('http://localhost:4000/', open)).toMatchObject({ ok: true, hostname: 'localhost' });
    expect(checkUrl('http://127.0.0.2:4000/', open)).toMatchObject({ code: 'url_address_forbidden' });
  });

  it('to the ports of a list only, when there is one', () => {
    const ports = portPolicy([443, 22]);
    expect(checkUrl('https://example.com:22/', policy({ ports }))).toMatchObject({ ok: true });
    expect(checkUrl('https://example.com:8443/', policy({ ports }))).toMatchObject({ code: 'url_port' });
    expect(() => portPolicy([0])).toThrow(EgressConfigError);
  });
});

describe('Whatever the text', () => {
  it('an allowed URL means the same host to the parser as it shows to the reader', () => {
    const nasty = fc.array(
      fc.constantFrom(
        'http',
        'https',
        ':',
        '/',
        '//',
        '@',
        '\\',
        '#',
        '?',
        '.',
        '%2e',
        '127.0.0.1',
        '[::1]',
        'a',
        '0x7f',
        '\t',
        '。',
        '1',
      ),
      { maxLength: 12 },
    );
    const texts = fc.oneof(
      fc.webUrl(),
      fc.string(),
      nasty.map((parts) => parts.join('')),
      nasty.map((p) => `http://${p.join('')}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const check = checkUrl(text, policy());
        if (!check.ok) return;
        const shown = /^https?:\/\/(\[[^\]]+\]|[^/:?#@\\]+)/i
          .exec(text)?.[1]
          ?.toLowerCase()
          .replace(/^\[|\]$/g, '');
        expect(shown).toBe(check.hostname);
        expect(new URL(check.origin + check.path).href).toBe(new URL(text).href);
      }),
      { numRuns: 2000 },
    );
  });
});
