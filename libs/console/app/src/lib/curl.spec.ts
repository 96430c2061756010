import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { curlOf } from './curl.js';

describe('a request as a curl command', () => {
  it('hands every character to curl as it is, whatever a tenant wrote', () => {
    const nasty = `it's $(touch /tmp/x) \`id\` "quoted" \\ \n end`;
    const command = curlOf({
      method: 'POST',
      url: `https://example.com/?q=${nasty}`,
      headers: { 'X-Team': nasty },
      body: JSON.stringify({ text: nasty }),
    });
    const script = command.replace(/^curl/, String.raw`printf '%s\0'`);
    const seen = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1);
    expect(seen).toEqual([
      '-X',
      'POST',
      `https://example.com/?q=${nasty}`,
      '-H',
      `X-Team: ${nasty}`,
      '--data-raw',
      JSON.stringify({ text: nasty }),
    ]);
  });
});
