import { useMemo } from 'react';
import { layOutJson, withoutTurns } from '../lib/json-text.js';
import { CodeBlock } from './code-block.js';
import classes from './json-view.module.css';

interface JsonViewProps {
  readonly value: unknown;
  readonly label: string;
  readonly maxHeight?: number;
}

/** JSON with colours. Every piece is a text node: what a tenant wrote is never markup. */
export function JsonView({ value, ...shown }: JsonViewProps) {
  const text = useMemo(() => JSON.stringify(value ?? null, null, 2), [value]);
  return <JsonBlock text={text} {...shown} />;
}

/** A body: laid out when it is JSON, as it is when not. */
export function BodyView({ body, ...shown }: { readonly body: string } & Omit<JsonViewProps, 'value'>) {
  const text = useMemo(() => layOutJson(body), [body]);
  return text === undefined ? <CodeBlock code={body} wrap {...shown} /> : <JsonBlock text={text} {...shown} />;
}

function JsonBlock({ text, ...shown }: { readonly text: string } & Omit<JsonViewProps, 'value'>) {
  const code = withoutTurns(text);
  return (
    <CodeBlock code={code} {...shown}>
      <JsonTokens text={code} />
    </CodeBlock>
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
