import type { PipeTransform } from '@nestjs/common';
import { parseId, type IdPrefix } from '../ids/prefixed-id.js';
import { ResourceNotFoundError } from '../webhooks.errors.js';

const RESOURCES = { hook: 'webhook', evt: 'event', rec: 'recovery' } as const;

/** A prefixed id in a path as the UUID that it holds. What is no id names nothing: 404, as any unknown one. */
export function IdOf(prefix: IdPrefix & keyof typeof RESOURCES): PipeTransform<string, string> {
  return {
    transform(value: string): string {
      const uuid = parseId(prefix, value);
      if (uuid === null) throw new ResourceNotFoundError(RESOURCES[prefix]);
      return uuid;
    },
  };
}
