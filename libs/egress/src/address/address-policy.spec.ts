import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AddressPolicy, classifyAddress, EgressConfigError } from '../index.js';

/** First and last address of every IPv4 range that is not public, from the registries. */
const FORBIDDEN_V4: readonly (readonly [string, string])[] = [
  ['0.0.0.0', '0.255.255.255'],
  ['10.0.0.0', '10.255.255.255'],
  ['100.64.0.0', '100.127.255.255'],
  ['127.0.0.0', '127.255.255.255'],
  ['169.254.0.0', '169.254.255.255'],
  ['172.16.0.0', '172.31.255.255'],
  ['192.0.0.0', '192.0.0.255'],
  ['192.0.2.0', '192.0.2.255'],
  ['192.31.196.0', '192.31.196.255'],
  ['192.52.193.0', '192.52.193.255'],
  ['192.88.99.0', '192.88.99.255'],
  ['192.168.0.0', '192.168.255.255'],
  ['192.175.48.0', '192.175.48.255'],
  ['198.18.0.0', '198.19.255.255'],
  ['198.51.100.0', '198.51.100.255'],
  ['203.0.113.0', '203.0.113.255'],
  ['224.0.0.0', '239.255.255.255'],
  ['240.0.0.0', '255.255.255.255'],
];

const FORBIDDEN_V6 = [
  '::',
  '::1',
  '::7f00:1',
  '::ffff:7f00:1',
  '::ffff:8.8.8.8',
  '::ffff:0:7f00:1',
  '64:ff9b::7f00:1',
  '64:ff9b::808:808',
  '64:ff9b:1::7f00:1',
  '100::1',
  '2001::1',
  '2001:1ff:ffff::1',
  '2001:2::1',
  '2001:10::1',
  '2001:20::1',
  '2001:db8::1',
  '2002:7f00:1::',
  '2002:808:808::',
  '2620:4f:8000::1',
  '3fff::1',
  '3fff:fff:ffff::1',
  '4000::1',
  '5f00::1',
  '8000::1',
  'fc00::1',
  'fdff:ffff::1',
  'fe80::1',
  'febf::1',
  'fec0::1',
  'feff::1',
  'ff02::1',
  'fd00:ec2::254',
  'fd20:ce::254',
];

const PLATFORM = [
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '192.0.0.192',
  '168.63.129.16',
];

const PUBLIC = [
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '169.253.255.255',
  '172.15.255.255',
  '172.32.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2000::1',
  '2001:200::1',
  '2001:4860:4860::8888',
  '2606:4700:4700::1111',
  '3ffe::1',
];

const allowed = (policy: AddressPolicy, address: string): boolean => policy.check(address).allowed;
const toNumber = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
const toAddress = (number: number): string =>
  [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
const hexPair = (address: string): string => {
  const number = toNumber(address);
  return `${Math.floor(number / 65_536).toString(16)}:${(number % 65_536).toString(16)}`;
};

describe('Without an allow list', () => {
  const policy = new AddressPolicy();

  it.each(PUBLIC)('%s may be reached', (address) => {
    expect(policy.check(address)).toMatchObject({ allowed: true });
  });

  it.each(FORBIDDEN_V4)('nothing from %s to %s may be reached, in any form', (first, last) => {
    const inside = fc.integer({ min: toNumber(first), max: toNumber(last) });
    fc.assert(
      fc.property(fc.oneof(fc.constantFrom(toNumber(first), toNumber(last)), inside), (number) => {
        const v4 = toAddress(number);
        const pair = hexPair(v4);
        const forms = [
          `::ffff:${v4}`,
          `::ffff:${pair}`,
          `::${pair}`,
          `::ffff:0:${pair}`,
          `64:ff9b::${pair}`,
          `2002:${pair}::`,
        ];
        for (const form of [v4, ...forms]) expect(allowed(policy, form)).toBe(false);
      }),
      { numRuns: 40 },
    );
  });

  it.each([...FORBIDDEN_V6, ...PLATFORM])('%s may not be reached', (address) => {
    expect(allowed(policy, address)).toBe(false);
  });

  it.each([
    '',
    'localhost',
    '127.1',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '2130706433',
    '008.8.8.8',
    '8.8.8.8 ',
    '8.8.8.8/32',
    '[::1]',
    'fe80::1%eth0',
    '2606:4700::1%1',
    '::ffff:8.8.8.256',
  ])('the text %j is no address', (text) => {
    expect(policy.check(text)).toEqual({ allowed: false, address: text, range: 'invalid' });
    expect(classifyAddress(text)).toBeNull();
  });

  it('an IPv6 address is read as what it is, also when it ends in dots', () => {
    expect(classifyAddress('::ffff:127.0.0.1')?.address).toBe('::ffff:7f00:1');
    expect(classifyAddress('::127.0.0.1')).toMatchObject({ address: '::7f00:1', embedded: ['127.0.0.1'] });
    expect(classifyAddress('64:ff9b::127.0.0.1')?.address).toBe('64:ff9b::7f00:1');
  });

  it('every IPv6 address outside 2000::/3 is forbidden', () => {
    const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 7, maxLength: 7 });
    const first = fc.integer({ min: 0, max: 0xffff }).filter((group) => group >> 13 !== 1);
    fc.assert(
      fc.property(first, groups, (head, tail) => {
        expect(allowed(policy, [head, ...tail].map((group) => group.toString(16)).join(':'))).toBe(false);
      }),
    );
  });
});

describe('An allowed range', () => {
  it('opens the addresses written in it and no others', () => {
    const policy = new AddressPolicy(['10.1.0.0/16', '127.0.0.1', 'fd00:1::/32']);
    expect(['10.1.0.0', '10.1.255.255', '127.0.0.1', 'fd00:1::5'].map((text) => allowed(policy, text))).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(['10.0.255.255', '10.2.0.0', '127.0.0.2', 'fd00:2::1', '::1'].some((text) => allowed(policy, text))).toBe(
      false,
    );
  });

  it('never opens another form of an address', () => {
    const policy = new AddressPolicy(['127.0.0.0/8', '10.0.0.0/8']);
    const forms = [
      '::ffff:127.0.0.1',
      '::127.0.0.1',
      '64:ff9b::10.0.0.1',
      '2002:7f00:1::',
      '::ffff:0:a00:1',
      '0.0.0.0',
    ];
    expect(forms.filter((form) => allowed(policy, form))).toEqual([]);
  });

  it('never opens a form of a forbidden address by opening the whole IPv6 space', () => {
    const policy = new AddressPolicy(['::/0']);
    expect(allowed(policy, '::1')).toBe(true);
    expect(allowed(policy, 'fd00::1')).toBe(true);
    const forms = ['::ffff:127.0.0.1', '::ffff:169.254.169.254', '64:ff9b::a00:1', '2002:c0a8:1::', '::'];
    expect(forms.filter((form) => allowed(policy, form))).toEqual([]);
  });

  it('opens NAT64 addresses of public receivers where the operator listed the prefix', () => {
    const policy = new AddressPolicy(['64:ff9b::/96']);
    expect(allowed(policy, '64:ff9b::8.8.8.8')).toBe(true);
    expect(allowed(policy, '64:ff9b::10.0.0.1')).toBe(false);
  });

  it('opens link-local and metadata addresses only when it is exactly that address', () => {
    const wide = new AddressPolicy(['0.0.0.0/0', '::/0', '169.254.0.0/16', '169.254.169.254/31', 'fe80::/10']);
    for (const address of [...PLATFORM, 'fd00:ec2::254', 'fd20:ce::254', '169.254.1.1', 'fe80::1']) {
      expect(allowed(wide, address)).toBe(false);
      expect(allowed(new AddressPolicy([address]), address)).toBe(true);
    }
  });

  it('never opens what cannot be a destination', () => {
    const policy = new AddressPolicy(['0.0.0.0/0', '::/0', '0.0.0.0', '::', '255.255.255.255', '224.0.0.1']);
    expect(
      ['0.0.0.0', '0.0.0.1', '::', '255.255.255.255', '224.0.0.1', 'ff02::1'].filter((a) => allowed(policy, a)),
    ).toEqual([]);
  });

  it.each([
    '10.0.0.0/33',
    '10.0.0.0/-1',
    '10.0.0/8',
    '::/129',
    'example.com',
    '',
    '10.0.0.0/8/8',
    '0x7f000001',
    '10.0.0.0/',
  ])('cannot be %j', (text) => {
    expect(() => new AddressPolicy([text])).toThrow(EgressConfigError);
  });
});

describe('A denied address', () => {
  it('is not reached although it is public, unless the operator also allows it', () => {
    expect(new AddressPolicy([], ['8.8.8.8', '2606:4700::1']).check('8.8.8.8')).toEqual({
      allowed: false,
      address: '8.8.8.8',
      range: 'denied',
    });
    expect(allowed(new AddressPolicy([], ['2606:4700:0::1']), '2606:4700::1')).toBe(false);
    expect(allowed(new AddressPolicy(['8.8.8.8'], ['8.8.8.8']), '8.8.8.8')).toBe(true);
  });
});
