import { Controller, Delete, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiTags } from '@nestjs/swagger';
import { toSessionJson } from '@posthorn/webhooks';
import type { Request, Response } from 'express';

import { Public, Sessions, TokenIdentifier } from '../../auth/index.js';
import { Input, Refuses } from '../../http/index.js';
import { SessionView, SignInDto } from './session.dto.js';

/** Signing in and out of a browser. `GET /v1/session` is the library's: every host can say who calls. */
@ApiTags('session')
@Controller('v1/session')
export class SessionsController {
  constructor(
    private readonly sessions: Sessions,
    private readonly tokens: TokenIdentifier,
  ) {}

  /** The token goes into a cookie that scripts cannot read; a browser keeps nothing else. */
  @Post()
  @Public()
  @ApiCreatedResponse({ type: SessionView, description: 'The session, with its cookie. It lasts 12 hours.' })
  @Refuses()
  async signIn(
    @Input(SignInDto) { token }: SignInDto,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<SessionView> {
    this.sessions.refuseForeign(request);
    const caller = await this.tokens.identify(token, request, response);
    return toSessionJson({ ...caller, session: this.sessions.begin(token, request, response) });
  }

  /** Ends the session, wherever its cookie may have been copied to. Without one there is nothing to end. */
  @Delete()
  @Public()
  @HttpCode(204)
  @ApiNoContentResponse()
  @Refuses()
  async signOut(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    await this.sessions.end(request, response);
  }
}
