import type { Session } from './session-seal.js';

/** Which sessions ended before their time. A cookie that was copied must not outlive the person's sign-out. */
export abstract class EndedSessions {
  abstract has(session: Session): Promise<boolean>;
  abstract add(session: Session): Promise<void>;
}
