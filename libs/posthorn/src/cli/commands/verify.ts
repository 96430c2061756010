import { diagnose, isReceivedScheme, receivedSchemes, type Diagnosis, type ReceivedScheme } from '@posthorn/receiver';
import { CliError, EXIT } from '../cli.errors.js';
import { textOption, type Command, type Invocation } from '../command.js';
import { readInput } from '../input.js';
import { wholeOption } from '../numbers.js';
import type { Terminal } from '../terminal.js';
import { pastedRequest, type PastedRequest } from '../verify/pasted-request.js';

const SECRET_VARIABLE = 'POSTHORN_SECRET';
const ANY_AGE = 100 * 365 * 86_400;

export const verify: Command = {
  name: 'verify',
  group: 'development',
  summary: 'learn why the signature of a request fails',
  synopsis: '[file | -]',
  description: [
    'Reads a request (a file, or standard input: paste it and press Ctrl-D) and says whether it verifies and, if not,',
    'why: a body that was parsed and printed again, a secret that was copied with quotes, a clock, another scheme …',
    'A request is HTTP as text (headers, an empty line, the body), a curl command, or {"headers": {…}, "body": "…"}.',
    'Nothing is sent anywhere. Exits with 1 when the request does not verify.',
  ].join('\n'),
  options: {
    'secret-file': {
      value: 'file',
      help: `file with the secret, one a line if there are several; default: ${SECRET_VARIABLE}`,
    },
    scheme: { value: 'name', help: `how it is signed; default: found by its headers. ${receivedSchemes.join(', ')}` },
    tolerance: { value: 'seconds', help: 'how old it may be; default: 300' },
    'any-age': { help: 'however old: for a request out of a log' },
    'sender-url': { value: 'url', help: 'the URL as the sender has it, for schemes that sign it (appwrite-native)' },
  },
  examples: [
    ['POSTHORN_SECRET=whsec_… posthorn verify request.txt', 'a request in a file'],
    ['pbpaste | posthorn verify - --secret-file secret.txt --any-age', 'one that was copied from a log'],
  ],
  run: async (invocation) => {
    const { positionals, terminal, input } = invocation;
    if (positionals.length > 1)
      throw new CliError('invalid_arguments', 'One request at a time: posthorn verify <file>');
    const [name = '-'] = positionals;
    const secrets = await secretsOf(invocation);
    const scheme = schemeOption(invocation);
    if (name === '-' && input.isTTY === true) terminal.note(terminal.dim('Paste the request, then press Ctrl-D.'));
    const request = pastedRequest(await readInput(name, invocation));
    const diagnosis = diagnosed(request, { secrets, scheme }, invocation);
    show(diagnosis, terminal);
    terminal.result(diagnosis);
    return diagnosis.valid ? EXIT.ok : EXIT.failed;
  },
};

async function secretsOf(invocation: Invocation): Promise<readonly string[]> {
  const file = textOption(invocation, 'secret-file');
  // Not trimmed: blanks and quotes around a secret are among what is looked for.
  const text =
    file === undefined ? invocation.environment[SECRET_VARIABLE] : (await readInput(file, invocation)).toString('utf8');
  const secrets = (text ?? '').split(/\r?\n/).filter((line) => line !== '');
  if (secrets.length > 0) return secrets;
  throw new CliError(
    'invalid_arguments',
    `With which secret? Set ${SECRET_VARIABLE}, or give --secret-file (not on the command line, where others can read it).`,
  );
}

function schemeOption(invocation: Invocation): ReceivedScheme | undefined {
  const name = textOption(invocation, 'scheme');
  if (name === undefined || isReceivedScheme(name)) return name;
  throw new CliError('invalid_arguments', `There is no scheme "${name}". There are: ${receivedSchemes.join(', ')}.`);
}

function diagnosed(
  { headers, body, url }: PastedRequest,
  { secrets, scheme }: { readonly secrets: readonly string[]; readonly scheme: ReceivedScheme | undefined },
  invocation: Invocation,
): Diagnosis {
  const tolerance = wholeOption(invocation, 'tolerance', { min: 0, max: ANY_AGE });
  const senderUrl = textOption(invocation, 'sender-url') ?? url;
  const look = (bytes: Buffer): Diagnosis =>
    diagnose({
      body: bytes,
      headers,
      secrets,
      now: Math.floor(Date.now() / 1000),
      toleranceSeconds: invocation.values['any-age'] === true ? ANY_AGE : (tolerance ?? 300),
      ...(scheme === undefined ? {} : { scheme }),
      ...(senderUrl === undefined ? {} : { url: senderUrl }),
    });
  const asIs = look(body);
  if (asIs.code !== 'body_trimmed') return asIs;
  // The line end that editors and heredocs put behind a body is not what is wrong with the receiver.
  const pasted = look(body.subarray(0, lengthWithoutLineEnd(body)));
  return pasted.code === 'body_trimmed' ? asIs : pasted;
}

function lengthWithoutLineEnd(body: Buffer): number {
  const text = body.toString('latin1');
  return text.length - (/\r?\n$/.exec(text)?.[0].length ?? 0);
}

function show({ valid, message, advice, scheme, checks }: Diagnosis, terminal: Terminal): void {
  for (const { name, ok, detail } of checks) {
    const text = `${name}${detail === '' ? '' : ` ${terminal.dim(detail)}`}`;
    terminal.line(ok === undefined ? terminal.open(text) : ok ? terminal.good(text) : terminal.bad(text));
  }
  terminal.line();
  terminal.line(
    valid ? terminal.green(`verified as ${scheme}`) : `${terminal.red('not verified')} as ${scheme}: ${message}`,
  );
  if (advice !== '') terminal.line(advice);
}
