export { call, comparable, named, routesOf, swaps, type NamedOperation } from './calls.js';
export { bareUuid, unknownIds, type Ids } from './ids.js';
export { DOCUMENTS, NATIVE, SESSION, type Operation } from './operations.js';
export { dump, tableContents } from './table-contents.js';
export { settled, tenant, type Tenant } from './world.js';
export { RawClient, type RawAnswer } from './raw-client.js';
export { CanaryScan, canaryText, formsOf } from './canaries.js';
export { CanaryListener, forbiddenUrls } from './canary-listener.js';
