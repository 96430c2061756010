import { Link } from '@tanstack/react-router';
import type { EventRecord } from '../../api/types.js';
import { rowLink, type Column } from '../../components/data-table.js';
import { Mark, MarkedName } from '../../components/marked-name.js';
import { StatusBadge } from '../../components/status-badge.js';
import { Time } from '../../components/time.js';
import { withoutTurns } from '../../lib/json-text.js';
import { shortId } from '../../lib/short-id.js';
import classes from './events.module.css';

const SHOWN = 160;

/** @param withProject whether events of several projects are listed */
export function eventColumns(withProject: boolean): readonly Column<EventRecord>[] {
  const project: Column<EventRecord> = {
    key: 'project',
    header: 'Project',
    hideBelow: 'md',
    render: ({ project_id }) => <span className="ph-mono">{project_id ? shortId(project_id) : '–'}</span>,
  };
  return [
    {
      key: 'type',
      header: 'Type',
      render: ({ id, type, test, invalid_reason }) => (
        <MarkedName>
          <Link to="/events/$eventId" params={{ eventId: id }} className={`${rowLink} ph-mono`}>
            <span className="ph-name ph-truncate" title={type}>
              {type}
            </span>
          </Link>
          {test && <Mark>test</Mark>}
          {invalid_reason !== undefined && <StatusBadge status="failed" title={invalid_reason} />}
        </MarkedName>
      ),
    },
    {
      key: 'payload',
      header: 'Payload',
      hideBelow: 'sm',
      render: ({ data }) => (
        <span className={`${classes.payload} ph-truncate`}>
          {data === null ? 'erased' : withoutTurns(JSON.stringify(data).slice(0, SHOWN))}
        </span>
      ),
    },
    ...(withProject ? [project] : []),
    { key: 'created', header: 'Published', align: 'right', render: ({ created_at }) => <Time value={created_at} /> },
  ];
}
