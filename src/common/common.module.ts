import { Global, Module } from '@nestjs/common';

import { Ids } from './ids.js';

/** What every domain module may inject. */
@Global()
@Module({ providers: [Ids], exports: [Ids] })
export class CommonModule {}
