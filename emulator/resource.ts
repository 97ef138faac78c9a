import type { Fields } from './fields';
import type { Ground } from './ground';
import { isJsonObject } from './json';
import { badRequest, notFound, staleRevision } from './problem';

/** One REST request, decoded. `base` is the origin that the client used, for the URLs in the answer. */
export interface Ask {
  params: Record<string, string>;
  fields: Fields;
  ifMatch: string | undefined;
  base: string;
  path: string;
}

/**
 * What to answer, read once everything that follows from the request has happened. `revision` becomes the ETag where
 * the resource has one.
 */
export interface Answer {
  status?: number;
  body?: () => object;
  revision?: () => number;
}

export interface Route {
  method: 'GET' | 'POST' | 'DELETE';
  path: string;
  answer: (ground: Ground, ask: Ask) => Answer;
}

/** Where every resource lives. */
export const WORKSPACE = '/v1/Workspaces/:WorkspaceSid';

/** ISO 8601 in whole seconds, as in every resource. */
export const iso = (ms: number) => `${new Date(ms).toISOString().slice(0, 19)}Z`;

/** What every resource shows. */
export function shown(ground: Ground, resource: { sid: string; dateCreated: number; dateUpdated: number }) {
  return {
    sid: resource.sid,
    account_sid: ground.world.accountSid,
    workspace_sid: ground.world.workspace.sid,
    date_created: iso(resource.dateCreated),
    date_updated: iso(resource.dateUpdated),
  };
}

export const urlOf = (ground: Ground, ask: Ask, ...path: string[]) =>
  [`${ask.base}/v1/Workspaces/${ground.world.workspace.sid}`, ...path].join('/');

/** The named resource, or 404. */
export function found<T>(ask: Ask, resource: T | undefined): T {
  if (resource === undefined) throw notFound(ask.path);
  return resource;
}

/** Refuses with 412 when the client's revision is not the present one. Quotes are optional, a weak mark is ignored. */
export function checkRevision(ground: Ground, ask: Ask, revision: number): void {
  const asked = ask.ifMatch?.trim();
  if (!asked || asked === '*' || ground.switches.ifMatch === 'ignored') return;
  if (asked.replace(/^W\//, '').replace(/^"(.*)"$/, '$1') !== String(revision)) throw staleRevision(asked, revision);
}

const LONGEST_ATTRIBUTES = 4096;

/** A field that holds a JSON object as text, such as attributes. */
export function jsonText(fields: Fields, name: string): string | undefined {
  const text = fields.filled(name);
  if (text === undefined) return undefined;
  if (text.length > LONGEST_ATTRIBUTES) {
    throw badRequest(`Invalid value for ${name}: longer than ${LONGEST_ATTRIBUTES} characters`);
  }
  if (!isJsonObject(text)) throw badRequest(`Invalid value for ${name}: must be a JSON object`);
  return text;
}

/** A field that holds a URL to call; an empty one takes the present URL away. */
export function callbackUrl(fields: Fields, name: string): string | undefined {
  const url = fields.text(name);
  if (url === undefined || url === '') return url;
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return url;
  throw badRequest(`Invalid value for ${name}: must be an http or https URL`);
}

/** A field that holds the SID of an activity of the workspace. */
export function activitySid(ground: Ground, fields: Fields, name: string): string | undefined {
  const sid = fields.filled(name);
  if (sid === undefined || ground.world.activities.get(sid)) return sid;
  throw badRequest(`Invalid value for ${name}: no such activity ${sid}`);
}
