import { hkdfSync } from 'node:crypto';

import { Global, Module, type DynamicModule } from '@nestjs/common';
import { CursorCodec } from '@posthorn/webhooks';

import { ListPages } from './list-pages.js';

export interface HttpOptions {
  /** Base64, newest first. Cursors are signed with keys derived from these. */
  readonly encryptionKeys: readonly string[];
}

@Global()
@Module({})
export class HttpModule {
  static forRoot(options: HttpOptions): DynamicModule {
    const keys = options.encryptionKeys.map((key) =>
      Buffer.from(hkdfSync('sha256', Buffer.from(key, 'base64'), '', 'posthorn application cursors', 32)),
    );
    return {
      module: HttpModule,
      providers: [ListPages, { provide: CursorCodec, useValue: new CursorCodec(keys) }],
      exports: [ListPages],
    };
  }
}
