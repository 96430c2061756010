export type { Database, JoinedTransaction, Listening, ListenHandlers, Queryable, QueryResult } from './database.js';
