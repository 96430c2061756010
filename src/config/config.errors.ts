/** One variable that cannot be used as it is. */
export interface ConfigProblem {
  /** The variable's name, `POSTHORN_LEASE_SECONDS`. */
  readonly variable: string;
  /** What is wrong with its value; never the value of a secret. */
  readonly problem: string;
  /** What a usable value looks like. */
  readonly expected: string;
}

/** The environment does not make a configuration. Names every wrong variable at once. */
export class ConfigError extends Error {
  readonly code = 'invalid_configuration';

  constructor(readonly problems: readonly ConfigProblem[]) {
    super(
      [
        'The configuration is not usable:',
        ...problems.map((p) => `  ${p.variable}: ${p.problem}. Expected ${p.expected}.`),
      ].join('\n'),
    );
    this.name = 'ConfigError';
  }
}

/** The configuration can be read, but this start would not be safe or would serve nobody. */
export class StartRefusedError extends Error {
  constructor(
    /** `encryption_key_missing | sample_encryption_key | schema_behind | isolation_level | unsuitable_settings | database_unreachable | database_refused | port_unusable` */
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'StartRefusedError';
  }
}
