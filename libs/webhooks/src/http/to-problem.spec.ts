import { describe, expect, it } from '@jest/globals';
import { BadRequestException, ForbiddenException, HttpException, InternalServerErrorException } from '@nestjs/common';
import { DatabaseError } from '@posthorn/database';
import { InvalidInputError, ResourceNotFoundError, SecretUnreadableError } from '../webhooks.errors.js';
import { toProblem } from './to-problem.js';

describe('toProblem', () => {
  it.each([
    [new ResourceNotFoundError('webhook'), 404, 'webhook_not_found'],
    [InvalidInputError.of('url', 'invalid', 'wrong'), 422, 'validation_failed'],
    [new DatabaseError('unavailable', 'away'), 503, 'database_unavailable'],
    [new ForbiddenException('no'), 403, 'forbidden'],
    [new HttpException({ code: 'own_code', message: 'x' }, 409), 409, 'own_code'],
    [new HttpException('slow down', 429), 429, 'too_many_requests'],
    [Object.assign(new Error('too large'), { status: 413 }), 413, 'body_too_large'],
    [new BadRequestException('Unexpected token'), 400, 'malformed_request'],
  ])('turns %s into %i %s', (error, status, code) => {
    expect(toProblem(error)).toMatchObject({ status, code, type: `urn:posthorn:problem:${code}` });
  });

  it.each([
    new Error('password canary'),
    new SecretUnreadableError('canary'),
    new InternalServerErrorException('canary'),
    new DatabaseError('transaction_over', 'canary'),
    'canary',
    undefined,
    { status: 200, message: 'canary' },
  ])('says nothing of a fault of our own', (error) => {
    const answer = toProblem(error);
    expect(answer.status).toBe(500);
    expect(JSON.stringify(answer)).not.toContain('canary');
  });
});
