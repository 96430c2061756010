import type { DatabaseFeature } from '../../database/index.js';
import { EndedSession } from './ended-session.entity.js';
import { CreateEndedSessions1767225600005 } from './migrations/1767225600005-create-ended-sessions.js';

export const schema: DatabaseFeature = { entities: [EndedSession], migrations: [CreateEndedSessions1767225600005] };
