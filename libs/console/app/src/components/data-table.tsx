import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { ApiProblem } from '../api/problem.js';
import type { Pages } from '../api/use-pages.js';
import classes from './data-table.module.css';
import { ErrorState } from './error-state.js';
import { Loading } from './loading.js';

export interface Column<Row> {
  readonly key: string;
  readonly header: ReactNode;
  readonly render: (row: Row) => ReactNode;
  readonly align?: 'right';
  /** Left out below this width: `sm` on phones, `md` on tablets too. */
  readonly hideBelow?: 'sm' | 'md' | 'lg';
  /** The header is for screen readers alone, and the column as narrow as its content. */
  readonly quietHeader?: boolean;
}

interface TableProps<Row> {
  /** What the table lists, for those who do not see it. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  /** Marks a row, such as the selected one. */
  readonly isMarked?: (row: Row) => boolean;
}

/** Rows. A `Link` with the class of {@link rowLink} makes the whole row lead where it leads. */
export function Table<Row>({ label, columns, rows, rowKey, isMarked }: TableProps<Row>) {
  return (
    <div className={classes.scroll}>
      <table className={classes.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map(({ key, header, align, hideBelow, quietHeader }) => (
              <th key={key} scope="col" data-align={align} data-hide={hideBelow} data-narrow={quietHeader}>
                {quietHeader ? <span className={classes.quiet}>{header}</span> : header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} data-marked={isMarked?.(row) === true ? true : undefined}>
              {columns.map(({ key, render, align, hideBelow }) => (
                <td key={key} data-align={align} data-hide={hideBelow}>
                  {render(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export const rowLink = classes.rowLink ?? '';
/** Keeps a control above the link that covers its row. */
export const aboveRowLink = classes.above ?? '';

interface DataTableProps<Row> extends Omit<TableProps<Row>, 'rows'> {
  /** From `usePages`. */
  readonly pages: Pages<Row>;
  /** Shown instead of a table without rows. */
  readonly empty: ReactNode;
}

/** A list of the API with its loading, error and empty states, and a button for what comes after. */
export function DataTable<Row>({ pages, empty, ...table }: DataTableProps<Row>) {
  const { rows, isPending, isError, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = pages;
  if (isPending) return <Loading lines={8} label={`Loading: ${table.label}`} />;
  if (isError && !rows) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!rows || rows.length === 0) return empty;
  return (
    <>
      {error instanceof ApiProblem && error.status > 0 && (
        <p className={classes.old} role="status">
          Not up to date: {error.message}
        </p>
      )}
      <Table {...table} rows={rows} />
      {hasNextPage && (
        <div className={classes.more}>
          <Button variant="subtle" size="xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show more
          </Button>
        </div>
      )}
    </>
  );
}
