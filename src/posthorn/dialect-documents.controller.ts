import { Controller, Get, Inject, NotFoundException, Param } from '@nestjs/common';
import type { DialectPlugin } from '@posthorn/dialects';
import { DIALECTS, type DialectRegistry } from '@posthorn/webhooks';

import { Public } from '../auth/index.js';

/** `/openapi/{dialect}.json`: the management API of one document, as OpenAPI 3.1. */
@Public()
@Controller('openapi')
export class DialectDocumentsController {
  constructor(@Inject(DIALECTS) private readonly dialects: DialectRegistry) {}

  @Get(':dialect.json')
  document(@Param('dialect') name: string): object {
    const document = this.describe(name);
    if (document) return document;
    const known = this.dialects.names().filter((one) => this.describe(one) !== undefined);
    throw new NotFoundException({
      code: 'no_such_document',
      message: `There is no such document. There are: ${known.map((one) => `/openapi/${one}.json`).join(', ')}.`,
    });
  }

  private describe(name: string): object | undefined {
    const dialect: DialectPlugin | undefined = this.dialects.get(name);
    return dialect?.management?.openApi?.();
  }
}
