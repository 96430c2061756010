export type { OutboundRequest, SendErrorCode, Sender, SendFailure, SendOutcome, SendResponse } from './sender.js';
