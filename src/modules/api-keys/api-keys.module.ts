import { Global, Module } from '@nestjs/common';

import { KeyAuthenticator } from '../../auth/index.js';
import { ProjectsModule } from '../projects/index.js';
import { ApiKeysController } from './api-keys.controller.js';
import { ApiKeysService } from './api-keys.service.js';
import { StoredKeyAuthenticator } from './stored-key-authenticator.js';

/** Global, since the guard of every route asks it who calls. */
@Global()
@Module({
  imports: [ProjectsModule],
  controllers: [ApiKeysController],
  providers: [
    ApiKeysService,
    StoredKeyAuthenticator,
    { provide: KeyAuthenticator, useExisting: StoredKeyAuthenticator },
  ],
  exports: [KeyAuthenticator],
})
export class ApiKeysModule {}
