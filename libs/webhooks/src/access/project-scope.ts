import { ResourceNotFoundError } from '../webhooks.errors.js';
import type { Caller } from './caller.js';

/** project_id in the tables: '' stands for the installation. */
export const INSTALLATION = '';

/**
 * Which rows a caller may see: those of one project, or all of them (`null`). Every statement of the API takes one,
 * so that a foreign row is as unknown as one that never was.
 */
export type ProjectScope = string | null;

/** Rows that the caller may address by id. */
export function scopeOf(caller: Caller): ProjectScope {
  return caller.kind === 'admin' ? null : ownProject(caller);
}

/**
 * The scope of a list. An admin narrows it with `project_id`; a project's caller may name its own project only.
 * @throws ResourceNotFoundError for any other project
 */
export function listScope(caller: Caller, requested: string | null | undefined): ProjectScope {
  if (requested === undefined || requested === null) return scopeOf(caller);
  if (caller.kind === 'project' && requested !== ownProject(caller)) throw new ResourceNotFoundError('project');
  return requested;
}

/**
 * The project a new row belongs to: the caller's own, or the one an admin names; `''` when an admin names none.
 * @throws ResourceNotFoundError when a project's caller names another project
 */
export function targetProject(caller: Caller, requested: string | null | undefined): string {
  return listScope(caller, requested) ?? INSTALLATION;
}

function ownProject(caller: Caller): string {
  // An empty project would be the installation: a guard that forgets the project must not open everything.
  if (!caller.projectId) throw new Error('A caller of kind "project" needs a projectId. Set it in your guard.');
  return caller.projectId;
}
