export type { EventResource, EventType, JsonSchema, PayloadClass } from './event-type.js';
