/** How the console is served. Every field has a default. */
export class ConsoleOptions {
  /** Where the console is served. */
  path = '/console';
  /** Where the REST API of the same application is served: its prefix. */
  api = '/v1';
  /**
   * Whether both lie below the application's global prefix, as its routes do. False for a host that excludes them from
   * it.
   */
  globalPrefix = true;
  /**
   * `token`: people sign in with a token, which `POST <api>/session` turns into a session. `host`: the host's own guard
   * knows them already, and the console shows no form.
   */
  signIn: 'token' | 'host' = 'token';
  /** Absolute path of the folder with the built app; the one in this package unless it is given. */
  folder?: string;
}

export type ConsoleModuleOptions = Partial<ConsoleOptions>;

/** The options with what they mean in one application: paths as a browser sees them, `/` in front and none at the end. */
export interface ConsolePlace {
  /** `/console` */
  readonly base: string;
  /** `/v1` */
  readonly api: string;
  readonly signIn: ConsoleOptions['signIn'];
}

/** @param globalPrefix of the application, with or without slashes; '' when it has none */
export function placeOf(options: ConsoleOptions, globalPrefix: string): ConsolePlace {
  const prefix = options.globalPrefix ? globalPrefix : '';
  return { base: pathOf(prefix, options.path), api: pathOf(prefix, options.api), signIn: options.signIn };
}

function pathOf(...parts: readonly string[]): string {
  const names = parts.flatMap((part) => part.split('/')).filter((name) => name !== '');
  return names.map((name) => `/${name}`).join('');
}
