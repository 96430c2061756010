import { applyDecorators, HttpCode, UseInterceptors, type Type } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiDefaultResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
} from '@nestjs/swagger';
import { IdempotencyInterceptor } from '@posthorn/webhooks';

/** The schema comes with the libraries' routes. */
const refused = ApiDefaultResponse({
  description: 'A problem',
  content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
});

/** Of a route that says for itself what it answers otherwise. */
export function Refuses(): MethodDecorator & ClassDecorator {
  return refused;
}

/** A POST that makes something, and makes it once per `Idempotency-Key`. */
export function Creates(type: Type): MethodDecorator & ClassDecorator {
  return applyDecorators(
    UseInterceptors(IdempotencyInterceptor),
    ApiHeader({ name: 'Idempotency-Key', required: false, schema: { type: 'string', maxLength: 255 } }),
    ApiBearerAuth(),
    ApiCreatedResponse({ type }),
    refused,
  );
}

/** Answers with this. */
export function Reads(type: Type): MethodDecorator & ClassDecorator {
  return applyDecorators(ApiBearerAuth(), ApiOkResponse({ type }), refused);
}

/** Answers 204 without a body. */
export function Deletes(): MethodDecorator & ClassDecorator {
  return applyDecorators(HttpCode(204), ApiBearerAuth(), ApiNoContentResponse(), refused);
}
