import { Module } from '@nestjs/common';
import { EventCatalogModule } from '@posthorn/event-bus';

import { AppConfig } from '../../config/index.js';
import { ProjectsModule } from '../projects/index.js';
import { FilesController } from './files.controller.js';
import { fileEvents } from './files.events.js';
import { FilesHousekeeping } from './files-housekeeping.js';
import { FilesService } from './files.service.js';
import { UploadInterceptor } from './upload/upload.interceptor.js';
import { Uploads } from './upload/uploads.js';
import { MAX_FILE_BYTES } from './files.tokens.js';
import { FileStorage } from './storage/file-storage.js';
import { LocalFolderStorage } from './storage/local-folder-storage.js';

@Module({
  imports: [ProjectsModule, EventCatalogModule.forFeature(fileEvents)],
  controllers: [FilesController],
  providers: [
    FilesService,
    Uploads,
    UploadInterceptor,
    FilesHousekeeping,
    { provide: MAX_FILE_BYTES, useFactory: (config: AppConfig) => config.files.maxBytes, inject: [AppConfig] },
    {
      provide: FileStorage,
      useFactory: (config: AppConfig) => new LocalFolderStorage(config.files.folder),
      inject: [AppConfig],
    },
  ],
  exports: [FilesService, FilesHousekeeping],
})
export class FilesModule {}
