import type { Deadline } from '../wire/deadline';
import type { Endpoint } from '../wire/endpoint';
import type { Reply } from '../wire/reply';

/**
 * One JSON line for one request, of named fields only. On Twilio a `console.error` raises a Debugger alert, so it is kept
 * for what a person must look at.
 */
export function logLine(endpoint: Endpoint, { status, noted }: Reply, deadline: Deadline): void {
  const ms = Math.round(endpoint.budgetMs - deadline.left());
  const line = JSON.stringify({ endpoint: endpoint.name, http: status, ms, ...noted });
  if (noted.alarm === undefined) console.log(line);
  else console.error(line);
}
