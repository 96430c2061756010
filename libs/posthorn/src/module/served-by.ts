import { PosthornApiOptions, PosthornConsoleOptions, type PosthornModuleExtras } from './posthorn.options.js';

/** What a process serves, defaults filled in; false for what it does not. */
export interface Served {
  readonly api: PosthornApiOptions | false;
  readonly console: Pick<PosthornConsoleOptions, 'path' | 'signIn'> | false;
}

/** The console is a client of the API: a host that serves none has one below the console's path, for the console. */
export function servedBy({ api = false, console = false }: PosthornModuleExtras): Served {
  const served: PosthornApiOptions | false = api && Object.assign(new PosthornApiOptions(), api);
  if (!console) return { api: served, console: false };
  const { guard, ...shown } = Object.assign(new PosthornConsoleOptions(), console);
  const prefix = `${shown.path.replace(/\/+$/, '')}/api/v1`;
  return { api: served || Object.assign(new PosthornApiOptions(), { prefix, guard }), console: shown };
}
