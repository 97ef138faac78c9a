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
  const { request, ...fields } = event;
  const settings = readSettings(context);
  const home = settings.PUBLIC_URL ?? ownHost(context.DOMAIN_NAME);
  return {
    fields,
    settings,
    ...(home === undefined ? {} : { home: home.replace(/\/+$/, '') }),
    // Most endpoints never look.
    get headers() {
      return headersOf(request);
    },
  };
}

/** Twilio serves under https; its local runtime, on a developer's machine, does not. */
function ownHost(domain: unknown): string | undefined {
  if (typeof domain !== 'string' || domain === '') return undefined;
  return `${/^(localhost|127\.0\.0\.1)(:\d+)?$/.test(domain) ? 'http' : 'https'}://${domain}`;
}

/**
 * The headers of Twilio's own `event.request`; none where that cannot be Twilio's. A field named `request`, from a JSON
 * body or a nested query, takes its place. A half-made one is found out here; a whole imitation cannot be, since nothing
 * else in an event tells of the request. So no access may rest on a header that a caller could leave out.
 */
function headersOf(request: unknown): Record<string, string> {
  if (!isRecord(request) || !isRecord(request.headers) || !isRecord(request.cookies)) return {};
  const headers = Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]): [string, string][] => {
      const first = Array.isArray(value) ? value[0] : value;
      return typeof first === 'string' ? [[name.toLowerCase(), first]] : [];
    }),
  );
  return ALWAYS_ONE.some((name) => name in headers) ? headers : {};
}

/** Of these every client sends one: a browser all, and even a bare one says what its body is. */
const ALWAYS_ONE = ['accept', 'user-agent', 'content-type'];

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
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
