export { changedFields } from './changed-fields.js';
export { CommonModule } from './common.module.js';
export { DomainError, type DomainErrorKind } from './domain-error.js';
export { errorCode } from './error-code.js';
export { Ids, isId, type IdPrefix } from './ids.js';
export { takePage, type Page, type PageRequest } from './page.js';
export { updateMoment } from './update-moment.js';
