import assert from 'node:assert/strict';
import type { SecretBox } from '@posthorn/webhooks';
import type { ContractCase } from './contract-case.js';

const TEXTS = ['whsec_canary', '', 'ä 👋 \u2028 \0', 'x'.repeat(4096)];

/** What sealing has to do: `encryption.secretBox` of a host, such as a key service. */
export function secretBoxContract(subject: () => SecretBox): ContractCase[] {
  return [
    {
      name: 'what was sealed opens, whatever the text',
      run: async () => {
        const box = subject();
        for (const text of TEXTS) assert.equal(box.open(box.seal(text, 'row:1'), 'row:1'), text);
      },
    },
    {
      name: 'what is sealed shows neither the text nor that two texts are equal',
      run: async () => {
        const box = subject();
        const [first, second] = [box.seal('whsec_canary', 'row:1'), box.seal('whsec_canary', 'row:1')];
        assert.ok(!first.includes('canary'));
        assert.ok(!first.equals(second));
      },
    },
    {
      name: 'what was copied to another row does not open',
      run: async () => {
        const box = subject();
        const sealed = box.seal('secret', 'row:1');
        unreadable(() => box.open(sealed, 'row:2'));
      },
    },
    {
      name: 'what was damaged or cut does not open',
      run: async () => {
        const box = subject();
        const sealed = box.seal('secret', 'row:1');
        for (let at = 0; at < sealed.length; at += 1) {
          const damaged = Buffer.from(sealed);
          damaged.writeUInt8(damaged.readUInt8(at) ^ 1, at);
          unreadable(() => box.open(damaged, 'row:1'));
          unreadable(() => box.open(sealed.subarray(0, at), 'row:1'));
        }
      },
    },
    {
      name: 'what another box has sealed does not open',
      run: async () => {
        unreadable(() => subject().open(Buffer.from('sealed by somebody else, long ago, long enough'), 'row:1'));
      },
    },
  ];
}

function unreadable(open: () => string): void {
  assert.throws(open, (error: unknown) => (error as { code?: unknown }).code === 'secret_unreadable');
}
