import type { ApiProblem } from '../../api/problem.js';
import type { Draft, SetDraft } from './draft.js';

/** What every section of the form gets. */
export interface SectionProps {
  readonly draft: Draft;
  readonly set: SetDraft;
  /** What the server refused. */
  readonly problem: ApiProblem | null;
}
