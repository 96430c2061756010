import type { Request, Response } from 'express';

const NAME = 'posthorn_session';

/**
 * The values of the session cookie that a request carries. More than one when another path, or another application on a
 * neighbouring host, has set one of the same name: the first that opens counts.
 */
export function sessionCookiesOf(request: Request): string[] {
  const { cookie = '' } = request.headers;
  return cookie.split(';').flatMap((pair) => {
    const [name, value] = pair.trim().split('=', 2);
    return name === NAME && value ? [value] : [];
  });
}

/**
 * Sent back to the API alone, below the path under which this very request has reached it: below the console's when it
 * came through there.
 */
export function setSessionCookie(request: Request, response: Response, sealed: string, expiresAt: Date): void {
  response.cookie(NAME, sealed, { ...attributesFor(request), expires: expiresAt });
}

export function clearSessionCookie(request: Request, response: Response): void {
  response.clearCookie(NAME, attributesFor(request));
}

function attributesFor(request: Request) {
  const [path = ''] = request.originalUrl.split('?', 1);
  return {
    httpOnly: true,
    sameSite: 'strict',
    secure: request.secure,
    path: path.replace(/\/session\/?$/, '') || '/',
  } as const;
}
