import { Deadline } from '../wire/deadline';
import { type Endpoint, respond } from '../wire/endpoint';
import type { Reply } from '../wire/reply';
import type { Request } from '../wire/request';
import { readSettings } from '../wire/settings';
import { logLine } from './log';

type Callback = (error: null, response: unknown) => void;
type Handler = (context: Record<string, unknown>, event: Record<string, unknown>, callback: Callback) => void;

/**
 * `endpoint` as a Twilio Function. It answers through `callback` exactly once, whatever happens, with a Twilio.Response
 * whose body both modes of the runtime can send. Signatures are the gateway's matter: Twilio checks `.protected` paths
 * before we run.
 */
export function serve(endpoint: Endpoint): Handler {
  return (context, event, callback) => {
    const request = requestOf(context, event);
    const deadline = new Deadline(endpoint.budgetMs);
    respond(endpoint, request, deadline)
      .then((reply) => {
        logLine(endpoint, reply, deadline);
        callback(null, responseOf(reply));
      })
      // Unhandled, it would end the runtime's process; answering again would end it too.
      .catch(() => console.error(JSON.stringify({ endpoint: endpoint.name, alarm: 'the runtime refused the answer' })));
  };
}

function requestOf(context: Record<string, unknown>, event: Record<string, unknown>): Request {
  // A body or query key named `request` replaces Twilio's own; then there are no headers to trust.
  const { request, ...fields } = event;
  const settings = readSettings(context);
  const home = settings.PUBLIC_URL ?? ownHost(context.DOMAIN_NAME);
  const base = { fields, headers: headersOf(request), settings };
  return home === undefined ? base : { ...base, home: home.replace(/\/+$/, '') };
}

/** Twilio serves under https; its local runtime, on a developer's machine, does not. */
function ownHost(domain: unknown): string | undefined {
  if (typeof domain !== 'string' || domain === '') return undefined;
  return `${/^(localhost|127\.0\.0\.1)(:\d+)?$/.test(domain) ? 'http' : 'https'}://${domain}`;
}

function headersOf(request: unknown): Record<string, string> {
  const headers = typeof request === 'object' && request !== null && 'headers' in request ? request.headers : undefined;
  if (typeof headers !== 'object' || headers === null) return {};
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]): [string, string][] => {
      const first = Array.isArray(value) ? value[0] : value;
      return typeof first === 'string' ? [[name.toLowerCase(), first]] : [];
    }),
  );
}

interface TwilioResponse {
  setStatusCode(status: number): void;
  setBody(body: unknown): void;
  appendHeader(name: string, value: string): void;
}
declare const Twilio: { Response: new () => TwilioResponse };

function responseOf({ status, headers, body }: Reply): TwilioResponse {
  const response = new Twilio.Response();
  response.setStatusCode(status);
  for (const [name, value] of Object.entries(headers)) response.appendHeader(name, value);
  // The runtime serialises JSON once more in one of its modes; given an object, each does it exactly once.
  response.setBody(headers['Content-Type'] === 'application/json' ? JSON.parse(body) : body);
  return response;
}
