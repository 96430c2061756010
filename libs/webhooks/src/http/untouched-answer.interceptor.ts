import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';

/** Names of keys that class-transformer takes for the object's own, and fails on or leaves out. */
const RESERVED = ['constructor', '__proto__'] as const;

interface HeaderWriter {
  header(name: string, value: string): unknown;
}

/**
 * Hands an answer with such keys, which payloads and metadata may have, on as JSON text: a global
 * `ClassSerializerInterceptor` of the host leaves texts alone, and made a 500 of the object.
 */
@Injectable()
export class UntouchedAnswerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(
      map((answer: unknown) => {
        if (!isTree(answer) || !hasReserved(answer)) return answer;
        context.switchToHttp().getResponse<HeaderWriter>().header('content-type', 'application/json; charset=utf-8');
        return JSON.stringify(answer);
      }),
    );
  }
}

/** Objects and lists as JSON has them. */
const isTree = (value: unknown): value is object => {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.hasOwn(value, 'constructor');
};

function hasReserved(tree: object): boolean {
  if (!Array.isArray(tree) && RESERVED.some((key) => Object.hasOwn(tree, key))) return true;
  return Object.values(tree).some((value: unknown) => isTree(value) && hasReserved(value));
}
