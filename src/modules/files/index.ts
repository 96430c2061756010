export { StoredFile } from './file.entity.js';
export { FileNotFoundError, FileTooLargeError } from './files.errors.js';
export { FileUploaded } from './files.events.js';
export { FilesHousekeeping } from './files-housekeeping.js';
export { FilesModule } from './files.module.js';
export { FilesService } from './files.service.js';
export { FileStorage, type StoredContent } from './storage/file-storage.js';
