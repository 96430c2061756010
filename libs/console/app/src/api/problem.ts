import type { components } from './schema.js';

export type Problem = components['schemas']['Problem'];

/** The API refused a request, or could not be reached (`status` 0, `code` `unreachable`). */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  /** One entry per wrong field; empty when the request as a whole was refused. */
  readonly fields: readonly { readonly field: string; readonly message: string; readonly expected?: string }[];

  constructor(problem: Partial<Problem>, status: number, options?: ErrorOptions) {
    super(problem.detail ?? problem.title ?? `The server answered ${status}.`, options);
    this.name = 'ApiProblem';
    this.status = status;
    this.code = problem.code ?? 'unknown';
    this.fields = problem.errors ?? [];
  }

  /** What is wrong with a field of a form; entries below it (`events[0]`, `filter.a`) count too. */
  ofField(name: string): string | undefined {
    const found = this.fields.filter(
      ({ field }) => field === name || field.startsWith(`${name}[`) || field.startsWith(`${name}.`),
    );
    return found.length > 0 ? found.map(({ message }) => message).join(' ') : undefined;
  }
}
