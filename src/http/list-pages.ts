import { Injectable } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { CursorCodec, pageOf, PageQuery } from '@posthorn/webhooks';

import type { Page, PageRequest } from '../common/index.js';

/** What every list takes. */
export class ListQuery extends PageQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 200, default: 50 })
  declare limit?: string;

  @ApiPropertyOptional({ description: '`next_cursor` of the page before.' })
  declare cursor?: string;
}

/** A list is its name and everything that decides what is in it: a cursor of one is no cursor of another. */
export type ListIdentity = readonly [name: string, ...filters: (string | null | undefined)[]];

/** Turns `limit` and `cursor` into the part of a list that is wanted, and a page's end into `next_cursor`. */
@Injectable()
export class ListPages {
  constructor(private readonly cursors: CursorCodec) {}

  /** @throws MalformedRequestError `invalid_cursor` */
  request(query: ListQuery, list: ListIdentity): PageRequest {
    const { limit, cursor } = pageOf(query);
    if (cursor === undefined) return { limit, after: null };
    return { limit, after: String(this.cursors.decode(JSON.stringify(list), cursor)[0]) };
  }

  next(page: Page<unknown>, list: ListIdentity): string | null {
    return page.next === null ? null : this.cursors.encode(JSON.stringify(list), [page.next]);
  }
}
