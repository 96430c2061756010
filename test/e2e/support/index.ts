export { ApiClient, type Answer, type Json } from './api-client.js';
export { briefKey } from './brief-key.js';
export { DatabaseProxy } from './database-proxy.js';
export { eventually, within } from './eventually.js';
export { Receiver, type Received } from './receiver.js';
export { idOf, startTestApp, type TestApp } from './test-app.js';
