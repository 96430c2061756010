import { appendFileSync } from 'node:fs';

/** The full form runs longer and with more load: `npm run test:faults`. */
export const isFull = process.env['POSTHORN_FAULTS'] === 'full';

/** One value for the short form, another for the full one. */
export const byForm = <T>(short: T, full: T): T => (isFull ? full : short);

export const seconds = (milliseconds: number): string => `${(milliseconds / 1000).toFixed(1)} s`;

/** Prints the figures of a scenario on one line. */
export function report(scenario: string, figures: Readonly<Record<string, string | number>>): void {
  const line = `${scenario}: ${Object.entries(figures)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')}`;
  process.stderr.write(`faults | ${line}\n`);
  const file = process.env['POSTHORN_FAULTS_FIGURES'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify({ scenario, figures })}\n`);
}
