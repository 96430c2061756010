import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export const DESCRIPTION = 'posthorn:description';

/** What OpenAPI says of a route; its path, method, scope and inputs are read from the decorators beside it. */
export interface RouteDescription {
  readonly summary: string;
  /** Name of a schema, a list of one under `list`, server-sent events with what `stream` says of them, or nothing. */
  readonly returns: string | { readonly list: string; readonly of: string } | { readonly stream: string } | null;
  /** A second status of success, with an answer of the same schema. */
  readonly orStatus?: number;
}

export function Describe(description: RouteDescription): CustomDecorator {
  return SetMetadata(DESCRIPTION, description);
}
