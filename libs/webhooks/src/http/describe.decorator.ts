import { SetMetadata, type CustomDecorator } from '@nestjs/common';

export const DESCRIPTION = 'posthorn:description';

/** What OpenAPI says of a route; its path, method, scope and inputs are read from the decorators beside it. */
export interface RouteDescription {
  readonly summary: string;
  /** Name of a schema, a list of one under `list`, or nothing. */
  readonly returns: string | { readonly list: string; readonly of: string } | null;
}

export function Describe(description: RouteDescription): CustomDecorator {
  return SetMetadata(DESCRIPTION, description);
}
