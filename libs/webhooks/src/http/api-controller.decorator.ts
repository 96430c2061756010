import { applyDecorators, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { ApiGuard } from '../access/api.guard.js';
import { KnownProjectGuard } from '../access/known-project.guard.js';
import { IdempotencyInterceptor } from './idempotency.interceptor.js';
import { OwnController } from './own-controller.decorator.js';
import { ProblemFilter } from './problem.filter.js';

/** A controller of the REST API: authenticated, answering problem details, honouring `Idempotency-Key`. */
export function ApiController(path: string): ClassDecorator {
  return applyDecorators(
    OwnController(path),
    UseGuards(ApiGuard, KnownProjectGuard),
    UseFilters(ProblemFilter),
    UseInterceptors(IdempotencyInterceptor),
  );
}
