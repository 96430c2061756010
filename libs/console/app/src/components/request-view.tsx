import { BodyView } from './json-view.js';
import { CodeBlock } from './code-block.js';
import classes from './request-view.module.css';

interface RequestViewProps {
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly body: string;
  };
  readonly maxHeight?: number;
}

/** A request as it goes over the wire. */
export function RequestView({ request, maxHeight = 360 }: RequestViewProps) {
  const { method, url, headers, body } = request;
  return (
    <div className={classes.request}>
      <p className={classes.line}>
        <b>{method}</b> {url}
      </p>
      {headers && <HeadersView headers={headers} label="Request headers" />}
      {body === '' ? (
        <p className={classes.none}>No body</p>
      ) : (
        <BodyView body={body} label="Request body" maxHeight={maxHeight} />
      )}
    </div>
  );
}

export function HeadersView({
  headers,
  label,
}: {
  readonly headers: Readonly<Record<string, string>>;
  readonly label: string;
}) {
  const text = Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');
  return <CodeBlock code={text} label={label} wrap maxHeight={260} />;
}
