import { Global, Module } from '@nestjs/common';

import { EndedSessions } from '../../auth/index.js';
import { SessionsController } from './sessions.controller.js';
import { StoredEndedSessions } from './stored-ended-sessions.js';

/** Global, since the guard of every route asks it whether a session has ended. */
@Global()
@Module({
  controllers: [SessionsController],
  providers: [StoredEndedSessions, { provide: EndedSessions, useExisting: StoredEndedSessions }],
  exports: [EndedSessions],
})
export class SessionsModule {}
