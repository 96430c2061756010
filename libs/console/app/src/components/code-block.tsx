import type { ReactNode } from 'react';
import { CopyButton } from './copy-button.js';
import classes from './code-block.module.css';

interface CodeBlockProps {
  /** What is shown and copied. */
  readonly code: string;
  /** What it is, for those who do not see it: "Request body". */
  readonly label: string;
  /** The same text with colours. */
  readonly children?: ReactNode;
  readonly maxHeight?: number;
  readonly wrap?: boolean;
}

/** Text in a fixed width that scrolls by itself and can be copied. */
export function CodeBlock({ code, label, children, maxHeight = 420, wrap = false }: CodeBlockProps) {
  return (
    <div className={classes.block}>
      {/* A region that scrolls has to be reachable by the keyboard. */}
      <pre
        className={classes.code}
        data-wrap={wrap || undefined}
        style={{ maxHeight }}
        tabIndex={0}
        role="region"
        aria-label={label}
      >
        <code>{children ?? code}</code>
      </pre>
      <div className={classes.copy}>
        <CopyButton value={code} label={`Copy: ${label}`} />
      </div>
    </div>
  );
}
