import { Global, Module } from '@nestjs/common';

import { EndedSessions } from '../../auth/index.js';
import { EndedSession } from './ended-session.entity.js';
import { CreateEndedSessions1767225600005 } from './migrations/1767225600005-create-ended-sessions.js';
import { SessionsController } from './sessions.controller.js';
import { StoredEndedSessions } from './stored-ended-sessions.js';

/** Global, since the guard of every route asks it whether a session has ended. */
@Global()
@Module({
  controllers: [SessionsController],
  providers: [StoredEndedSessions, { provide: EndedSessions, useExisting: StoredEndedSessions }],
  exports: [EndedSessions],
})
export class SessionsModule {
  static readonly entities = [EndedSession];
  static readonly migrations = [CreateEndedSessions1767225600005];
}
