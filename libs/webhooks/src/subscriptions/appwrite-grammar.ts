/**
 * The event names of Appwrite: `type.ID[.subType.ID[.subSubType.ID]][.action[.attribute]]`.
 * Which words exist where is only needed to check a pattern; how a name divides into levels follows from its actions.
 */
export const APPWRITE_ACTIONS: ReadonlySet<string> = new Set(['create', 'update', 'delete', 'upsert']);

interface Resource {
  /** `create`, or `update.email` for an attribute. */
  readonly actions: ReadonlySet<string>;
  readonly sub: Readonly<Record<string, Resource>>;
}

const CUD = ['create', 'update', 'delete'] as const;

function resource(actions: readonly string[], sub: Readonly<Record<string, Resource>> = {}): Resource {
  return { actions: new Set(actions), sub };
}

const plain = resource(CUD);
const rows = resource([...CUD, 'upsert']);
const tables = resource(CUD, { rows, columns: plain, indexes: plain });
const collections = resource(CUD, { documents: rows, attributes: plain, indexes: plain });

const TYPES: Readonly<Record<string, Resource>> = {
  users: resource(
    [
      ...CUD,
      ...['email', 'name', 'password', 'status', 'prefs', 'phone', 'mfa', 'labels', 'verification', 'impersonator'].map(
        (attribute) => `update.${attribute}`,
      ),
    ],
    {
      sessions: resource(['create', 'delete']),
      recovery: resource(['create', 'update']),
      verification: resource(['create', 'update']),
      targets: plain,
      tokens: resource(['create']),
    },
  ),
  databases: resource(CUD, { tables, collections }),
  tablesdb: resource(CUD, { tables }),
  documentsdb: resource(CUD, { collections }),
  vectorsdb: resource(CUD, { collections }),
  buckets: resource(CUD, { files: plain }),
  teams: resource([...CUD, 'update.prefs'], { memberships: resource([...CUD, 'update.status']) }),
  functions: resource(CUD, { deployments: plain, executions: plain }),
  sites: resource(CUD, { deployments: plain }),
  messages: resource(['create', 'update']),
  topics: resource(CUD, { subscribers: resource(['create', 'delete']) }),
  providers: plain,
  schedules: resource(['create']),
  rules: plain,
  reports: resource(CUD, { insights: plain }),
};

/** `document`: `*` may stand in any segment. `real`: in places of ids only, as today's server has it. */
export type AppwriteGrammar = 'document' | 'real';

export interface AppwritePattern {
  /** `storage` read as `buckets`. */
  readonly segments: readonly string[];
  /** True when `*` stands in places of ids only: such a pattern is an item of the expansion of what it matches. */
  readonly strict: boolean;
}

/** Whether a text is to be read as a pattern: its first word is a type of Appwrite (`storage` too) or `*`. */
export function mayBeAppwritePattern(text: string): boolean {
  const dot = text.indexOf('.');
  return dot > 0 && isType(text.slice(0, dot), true);
}

function isType(word: string, loosely: boolean): boolean {
  return Object.hasOwn(TYPES, word) || (loosely && (word === 'storage' || word === '*'));
}

/** Reads `storage` as the alias of `buckets` that the document uses. */
export function withoutStorageAlias(segments: readonly string[]): readonly string[] {
  return segments[0] === 'storage' ? ['buckets', ...segments.slice(1)] : segments;
}

/** The positions that hold ids, for a concrete name or a pattern; `*` in the place of a sub-type ends them. */
export function idPositions(segments: readonly string[]): readonly number[] {
  const positions: number[] = [];
  for (let at = 1; at < segments.length && at <= 5; at += 2) {
    const word = segments[at - 1];
    if (at > 1 && (word === '*' || APPWRITE_ACTIONS.has(word ?? ''))) break;
    positions.push(at);
  }
  return positions;
}

const UNFIT = /[\s{}\p{Cc}]/u;

/**
 * Reads an Appwrite pattern.
 * @returns the pattern, or a sentence that says what is wrong with it
 */
export function parseAppwritePattern(text: string, grammar: AppwriteGrammar): AppwritePattern | string {
  const given = text.split('.');
  if (given.includes('**')) return '"**" is not a wildcard here: write one "*" for each segment.';
  if (given.length < 2 || given.length > 7 || given.includes('')) return 'An Appwrite pattern has 2 to 7 segments.';
  if (given.some((segment) => segment !== '*' && segment.includes('*'))) return '"*" stands for a whole segment.';
  if (given.some((segment) => UNFIT.test(segment))) return 'A segment has no spaces, braces or control characters.';
  const segments = withoutStorageAlias(given);
  const [type = ''] = segments;
  if (type === '*' ? grammar === 'real' || segments.length < 3 : !isType(type, false)) {
    return `"${type}" is not a resource type. Known: ${Object.keys(TYPES).join(', ')}.`;
  }
  const ids = idPositions(segments);
  const strict = segments.every((segment, at) => segment !== '*' || ids.includes(at));
  if (!strict && grammar === 'real') return '"*" may only stand in the place of an id.';
  if (type !== '*' && !isKnown(segments)) return `Appwrite has no event of "${type}" that "${text}" could name.`;
  return { segments, strict };
}

/** Walks the grammar, through every branch where `*` stands. */
function isKnown(segments: readonly string[]): boolean {
  const fits = (node: Resource, at: number): boolean => {
    const rest = segments.slice(at);
    if (rest.length === 0) return true;
    if (rest.length <= 2 && [...node.actions].some((action) => covers(rest, action.split('.')))) return true;
    if (rest.length < 2) return false;
    return Object.entries(node.sub).some(
      ([name, branch]) => (rest[0] === '*' || rest[0] === name) && fits(branch, at + 2),
    );
  };
  const root = TYPES[segments[0] ?? ''];
  return root !== undefined && fits(root, 2);
}

function covers(pattern: readonly string[], words: readonly string[]): boolean {
  return pattern.length === words.length && pattern.every((segment, at) => segment === '*' || segment === words[at]);
}
