const MARK = Symbol.for('posthorn.own-controller');

/** Marks a class as a controller of Posthorn; its subclasses are too. */
export function markAsPosthorn(controller: object): void {
  Reflect.defineProperty(controller, MARK, { value: true });
}

/**
 * Whether a request goes to a route of Posthorn: for a global interceptor or guard of the host that is meant for the
 * host's own routes, such as one that puts every answer into `{ data }`. The console, the command line and SDKs read
 * the answers of these routes as they are.
 * @param context the `ExecutionContext` of the interceptor or guard
 */
export function isPosthornRoute(context: { getClass(): unknown }): boolean {
  const controller = context.getClass();
  return typeof controller === 'function' && Reflect.get(controller, MARK) === true;
}
