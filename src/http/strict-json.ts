import { isUtf8 } from 'node:buffer';

import { BadRequestException, UnsupportedMediaTypeException } from '@nestjs/common';
import { InvalidInputError } from '@posthorn/webhooks';
import type { NextFunction, Request, Response } from 'express';

import { findJsonFault } from './json-faults.js';

/**
 * Behind the body parser: refuses what it took and what would not arrive as it was sent. Needs the application's
 * `rawBody`, which a multipart body does not have.
 */
export function strictJson() {
  return (request: Request & { rawBody?: Buffer }, _response: Response, next: NextFunction): void => {
    const bytes = request.rawBody;
    next(bytes === undefined ? undefined : faultOf(bytes, request.headers['content-type'] ?? ''));
  };
}

function faultOf(bytes: Buffer, contentType: string): Error | undefined {
  // The parser takes every encoding of Unicode; that of the text, and so its keys and digits, is this one only.
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s";]*)/i.exec(contentType) ?? [];
  if (!/^utf-?8$/i.test(charset)) return new UnsupportedMediaTypeException('JSON has to be in UTF-8.');
  if (!isUtf8(bytes)) {
    return new BadRequestException({ code: 'malformed_body', message: 'The body is not valid UTF-8.' });
  }
  const fault = findJsonFault(bytes.toString('utf8'));
  return fault && InvalidInputError.of('', fault.code, fault.message, fault.expected);
}
