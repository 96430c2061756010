import { createParamDecorator, UnsupportedMediaTypeException, type ExecutionContext } from '@nestjs/common';
import { InvalidInputError, MalformedRequestError } from '../webhooks.errors.js';
import { isTooDeep } from './storable.js';
import { validateInput, type InputClass } from './validate-input.js';

interface IncomingRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body?: unknown;
  readonly query?: unknown;
}

const BODIES = new WeakMap<object, Map<string, InputClass>>();
const QUERIES = new WeakMap<object, Map<string, InputClass>>();

/**
 * The checked body. A parameter decorator rather than `@Body()` with a pipe: a host's global `ValidationPipe` would
 * run over the latter first, with the host's rules and its form of errors. One with `validateCustomDecorators` looks
 * at these parameters as well, so the class that it would go by is taken from it.
 */
export function RequestBody(type: InputClass): ParameterDecorator {
  return remembering(BODIES, type, readBody(type));
}

/** The checked query string; a parameter we do not know is an error, for a mistyped filter must not widen a list. */
export function RequestQuery(type: InputClass): ParameterDecorator {
  return remembering(QUERIES, type, readQuery(type));
}

/** The DTO classes of a handler, for OpenAPI. */
export function inputsOf(
  prototype: object,
  handler: string,
): { readonly body?: InputClass; readonly query?: InputClass } {
  const [body, query] = [BODIES.get(prototype)?.get(handler), QUERIES.get(prototype)?.get(handler)];
  return { ...(body ? { body } : {}), ...(query ? { query } : {}) };
}

const readBody = createParamDecorator((type: InputClass, context: ExecutionContext): object => {
  const request = context.switchToHttp().getRequest<IncomingRequest>();
  if (hasBody(request) && !isJson(request)) {
    throw new UnsupportedMediaTypeException('The body has to be JSON: Content-Type: application/json.');
  }
  if (isTooDeep(request.body)) throw InvalidInputError.of('', 'too_deep', 'The body is nested too deeply.');
  const result = validateInput(type, request.body ?? {});
  if ('problems' in result) throw new InvalidInputError(result.problems);
  return result.value;
});

const readQuery = createParamDecorator((type: InputClass, context: ExecutionContext): object => {
  const query = context.switchToHttp().getRequest<IncomingRequest>().query ?? {};
  const result = validateInput(type, { ...(query as Record<string, unknown>) });
  if ('problems' in result) {
    const detail = result.problems[0]?.message ?? 'The query string is not valid.';
    throw new MalformedRequestError('invalid_query', detail, result.problems);
  }
  return result.value;
});

function remembering(
  memory: WeakMap<object, Map<string, InputClass>>,
  type: InputClass,
  decorate: ParameterDecorator,
): ParameterDecorator {
  return (target, key, index) => {
    const known = memory.get(target) ?? new Map<string, InputClass>();
    memory.set(target, known.set(String(key), type));
    hideType(target, key, index);
    decorate(target, key, index);
  };
}

/** Pipes see `Object`, which has no rules. */
function hideType(target: object, key: string | symbol | undefined, index: number): void {
  if (key === undefined) return;
  const types = Reflect.getMetadata('design:paramtypes', target, key) as unknown[] | undefined;
  if (types) Reflect.defineMetadata('design:paramtypes', types.with(index, Object), target, key);
}

function hasBody(request: IncomingRequest): boolean {
  return request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0;
}

function isJson(request: IncomingRequest): boolean {
  const type = request.headers['content-type'];
  return typeof type === 'string' && /^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(type);
}
