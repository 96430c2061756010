import { PayloadTooLargeException } from '@nestjs/common';
import type { NextFunction, Request, Response } from 'express';

import type { Callers } from './callers.js';

/** Where somebody unknown says who it is: `POST /v1/session`, here and below the console. */
const SIGN_IN = /\/v1\/session\/?$/i;
const MAX_SIGN_IN_BYTES = 4096;

/**
 * In front of the body parsers: nobody's body is read before it is known who sends it. A megabyte of JSON takes time
 * to parse and to look through, and what is wrong with it is nothing that a stranger needs to be told. The refusal
 * itself comes from the guard, in the words of the API that was called.
 */
export function knownCallersFirst(callers: Callers) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
    if (encoding === undefined && (length === undefined || length === '0')) {
      next();
    } else if (request.method === 'POST' && SIGN_IN.test(request.path)) {
      const isShort = encoding === undefined && Number(length) <= MAX_SIGN_IN_BYTES;
      next(isShort ? undefined : new PayloadTooLargeException('A token is shorter than that.'));
    } else {
      const leaveUnread = (): void => {
        // Parsers go by it.
        delete request.headers['content-type'];
        next();
      };
      callers.identify(request, response).then((caller) => (caller ? next() : leaveUnread()), leaveUnread);
    }
  };
}
