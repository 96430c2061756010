import { describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from '../support/command-line.js';
import { countSamples, samplesOf } from '../support/readme-samples.js';

const README = path.join(ROOT, 'libs/testing/README.md');
const samples = samplesOf(README);

describe('the README of @posthorn/testing', () => {
  it.each([...samples])('shows %s as the test that is run', (name, code) => {
    const file = path.join(ROOT, 'test/db/testing-samples', name.replace('.spec.ts', '.db-spec.ts'));
    // Most runners give these without an import.
    const run = readFileSync(file, 'utf8').replace(/^import \{ [\w, ]+ \} from '@jest\/globals';\n/, '');
    expect(run).toBe(code);
  });

  it('shows nothing that is not run', () => {
    expect(samples.size).toBe(2);
    expect(countSamples(README)).toBe(samples.size);
  });

  it('shows a test of a host in about twenty lines', () => {
    const lines = samples.get('signup.spec.ts')?.trimEnd().split('\n') ?? [];
    expect(lines.length).toBeLessThanOrEqual(22);
  });
});
