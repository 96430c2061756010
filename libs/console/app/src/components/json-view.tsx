import { useMemo } from 'react';
import { CodeBlock } from './code-block.js';
import classes from './json-view.module.css';

interface JsonViewProps {
  readonly value: unknown;
  readonly label: string;
  readonly maxHeight?: number;
}

/** JSON with colours. Every piece is a text node: what a tenant wrote is never markup. */
export function JsonView({ value, label, maxHeight }: JsonViewProps) {
  const text = useMemo(() => JSON.stringify(value ?? null, null, 2), [value]);
  return (
    <CodeBlock code={text} label={label} {...(maxHeight === undefined ? {} : { maxHeight })}>
      <JsonTokens text={text} />
    </CodeBlock>
  );
}

/** A body as it was sent: laid out when it is JSON, as it is when not. */
export function BodyView({ body, label, maxHeight }: { readonly body: string } & Omit<JsonViewProps, 'value'>) {
  const parsed = useMemo(() => parse(body), [body]);
  const height = maxHeight === undefined ? {} : { maxHeight };
  return parsed === undefined ? (
    <CodeBlock code={body} label={label} wrap {...height} />
  ) : (
    <JsonView value={parsed} label={label} {...height} />
  );
}

/** Colouring more than this is not worth the elements. */
const MAX_COLOURED = 60_000;
const TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function JsonTokens({ text }: { readonly text: string }) {
  const pieces = useMemo(() => (text.length > MAX_COLOURED ? null : tokens(text)), [text]);
  if (!pieces) return text;
  return pieces.map(({ kind, text: piece }, index) =>
    kind ? (
      <span key={index} className={classes[kind]}>
        {piece}
      </span>
    ) : (
      piece
    ),
  );
}

interface Token {
  readonly kind?: 'key' | 'string' | 'number';
  readonly text: string;
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  let end = 0;
  for (const match of text.matchAll(TOKEN)) {
    const [whole, quoted, colon] = match;
    if (match.index > end) found.push({ text: text.slice(end, match.index) });
    if (quoted === undefined) found.push({ kind: 'number', text: whole });
    else if (colon === undefined) found.push({ kind: 'string', text: quoted });
    else found.push({ kind: 'key', text: quoted }, { text: colon });
    end = match.index + whole.length;
  }
  if (end < text.length) found.push({ text: text.slice(end) });
  return found;
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
