import classes from './audit.module.css';

/** What changed, as `name: value` in one line. */
export function Details({ details }: { readonly details: Readonly<Record<string, unknown>> | undefined }) {
  const entries = Object.entries(details ?? {}).filter(([, value]) => value !== null && value !== undefined);
  if (entries.length === 0) return <span>–</span>;
  return (
    <span className={classes.details}>
      {entries.map(([name, value]) => (
        <span key={name}>
          {name.replaceAll('_', ' ')}: <code>{shown(value)}</code>
        </span>
      ))}
    </span>
  );
}

/** The log keeps names as the code has them: `projectId` is `project_id` to everybody else. */
function inWordsOfTheApi(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function shown(value: unknown): string {
  if (Array.isArray(value) && value.every((entry) => typeof entry === 'string')) {
    return value.map(inWordsOfTheApi).join(', ');
  }
  return typeof value === 'string' ? value : JSON.stringify(value);
}
