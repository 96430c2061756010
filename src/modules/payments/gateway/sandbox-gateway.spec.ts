import { describe, expect, it } from '@jest/globals';

import { SandboxGateway } from './sandbox-gateway.js';

const gateway = new SandboxGateway();
const charge = (source: string) => gateway.charge({ id: 'pay_1', amount: 1, currency: 'EUR', source });

describe('the sandbox gateway', () => {
  it('lets tok_visa succeed', async () => {
    await expect(charge('tok_visa')).resolves.toEqual({ status: 'succeeded' });
  });

  it('declines every tok_chargeDeclined… with a code of its own', async () => {
    const declined = gateway.documentedSources.filter((source) => source.startsWith('tok_chargeDeclined'));
    const results = await Promise.all(declined.map(charge));
    const codes = results.map((result) => (result.status === 'failed' ? result.failureCode : ''));
    expect(codes).toHaveLength(5);
    expect(new Set(codes).size).toBe(5);
    expect(codes).not.toContain('');
  });

  it('does not know a source that it does not document', async () => {
    expect(gateway.knows('tok_none')).toBe(false);
    await expect(charge('tok_none')).rejects.toThrow('tok_none');
  });
});
