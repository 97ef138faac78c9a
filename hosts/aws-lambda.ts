import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import { corsHeaders } from '../access/origin';
import { isSigned } from '../access/signature';
import { word } from '../webhooks/answer';
import { readBody, readForm } from '../wire/body';
import { Deadline } from '../wire/deadline';
import { type Endpoint, respond } from '../wire/endpoint';
import type { Reply } from '../wire/reply';
import type { Request } from '../wire/request';
import { readSettings } from '../wire/settings';
import { type Incoming, type Outgoing, readEvent } from './lambda-events';
import { logLine } from './log';

/** Two parameters: Node 24 on Lambda refuses a handler with a third, the callback. */
export type Handler = (event: unknown, context: Context) => Promise<Outgoing>;

/**
 * `endpoint` as a Lambda handler for Twilio alone, at `/` and its name: no gateway of AWS checks X-Twilio-Signature, so
 * it is checked here.
 */
export function serve(endpoint: Endpoint): Handler {
  return host(endpoint, [signature]);
}

/**
 * `endpoint` as a Lambda handler that anybody may call, since it looks at its callers itself. A browser's OPTIONS is
 * answered here, so that the endpoint's own list of origins is the only one.
 */
export function servePublic(endpoint: Endpoint): Handler {
  return host(endpoint, [preflight]);
}

/** One invocation: what came, and what the endpoint is given of it. */
interface Arrival {
  incoming: Incoming;
  request: Request;
  /** Whether the body could be read as what it says it is. */
  readable: boolean;
  /** With the budget that this invocation leaves it. */
  endpoint: Endpoint;
  deadline: Deadline;
}
type Middleware = middy.MiddlewareObj<Arrival, Reply | Outgoing>;

/**
 * Of middy's own middlewares none is used: http-json-body-parser answers broken JSON with 415 and in plain text,
 * http-error-handler's default logger prints the Authorization header, and the normalizers do not know a load balancer's
 * lists and still encoded query. Its early timeout is off, since an endpoint that is late answers for itself.
 */
function host(endpoint: Endpoint, doors: Middleware[]): Handler {
  // A file holds up to eleven handlers, and a process calls one: each is put together on its first call.
  let handler: Handler | undefined;
  return (event, context) => {
    handler ??= middy<Arrival, Reply | Outgoing>({ timeoutEarlyInMillis: 0 })
      .use([exchange(endpoint), ...doors, readableBody])
      .handler(({ endpoint, request, deadline }) => respond(endpoint, request, deadline)) as unknown as Handler;
    return handler(event, context);
  };
}

/** Event to request, and reply to what the event's sender understands: the others see nothing of AWS. */
function exchange(endpoint: Endpoint): Middleware {
  return {
    before(run) {
      // Kept sockets are open on purpose.
      run.context.callbackWaitsForEmptyEventLoop = false;
      run.event = arrive(run.event, run.context, endpoint);
    },
    after(run) {
      run.response = depart(run.event, run.response as Reply);
    },
    onError({ event }) {
      const reply = endpoint.apology('bug', event.request);
      return depart(event, { ...reply, noted: { ...reply.noted, alarm: 'bug: in the host' } });
    },
  };
}

const signature: Middleware = {
  before({ event }) {
    const { incoming, request, endpoint } = event;
    const { AUTH_TOKEN, PUBLIC_URL } = request.settings;
    if (AUTH_TOKEN === undefined) return depart(event, uncheckable('AUTH_TOKEN is not set'));
    if (PUBLIC_URL === undefined) return depart(event, uncheckable('PUBLIC_URL is not set'));
    if (!ADDRESS.test(PUBLIC_URL) || !URL.canParse(PUBLIC_URL)) {
      return depart(event, uncheckable('PUBLIC_URL is not an address such as https://voice.example.com/prod'));
    }
    // The path is our own: a request that was signed for another one has no business here, wherever it was sent.
    const address = `${request.home}/${endpoint.name}`;
    const signed = isSigned(AUTH_TOKEN, {
      signature: request.headers['x-twilio-signature'],
      addresses: incoming.queries.map((query) => (query === '' ? address : `${address}?${query}`)),
      contentType: request.headers['content-type'],
      body: incoming.body,
    });
    if (!signed) {
      return depart(event, refusal('unauthenticated', 'X-Twilio-Signature is missing or does not fit.'));
    }
  },
};

const preflight: Middleware = {
  before({ event }) {
    const { incoming, request, endpoint } = event;
    if (incoming.method === 'OPTIONS' && endpoint.preflight) return depart(event, endpoint.preflight(request));
  },
};

const ADDRESS = /^https?:\/\/[^\s?#]+$/;

const readableBody: Middleware = {
  before({ event }) {
    if (event.readable) return;
    const reply = refusal('invalid', 'The body is not a JSON object.');
    const cors = event.endpoint.preflight ? corsHeaders(event.request) : {};
    return depart(event, { ...reply, headers: { ...reply.headers, ...cors } });
  },
};

/** Milliseconds of the invocation that are kept for sending the answer. */
const KEPT_FOR_SENDING_MS = 500;

function arrive(event: unknown, context: Context, endpoint: Endpoint): Arrival {
  const incoming = readEvent(event);
  const settings = readSettings(process.env);
  const body = readBody(incoming.headers['content-type'], incoming.body);
  const request = {
    fields: { ...readForm(incoming.queries[0]), ...body },
    headers: incoming.headers,
    settings,
  };
  const remaining = Math.max(0, context.getRemainingTimeInMillis() - KEPT_FOR_SENDING_MS);
  const budgetMs = Math.min(endpoint.budgetMs, remaining);
  return {
    incoming,
    request:
      settings.PUBLIC_URL === undefined ? request : { ...request, home: settings.PUBLIC_URL.replace(/\/+$/, '') },
    readable: body !== undefined,
    endpoint: { ...endpoint, budgetMs },
    deadline: new Deadline(budgetMs),
  };
}

function depart({ incoming, endpoint, deadline }: Arrival, reply: Reply): Outgoing {
  logLine(endpoint, reply, deadline);
  return incoming.answer(reply);
}

function refusal(outcome: 'unauthenticated' | 'invalid', message: string): Reply {
  return word({ outcome, message }, { form: 'json' });
}

function uncheckable(alarm: string): Reply {
  const reply = refusal('unauthenticated', 'Signatures cannot be checked here: a setting is missing or wrong.');
  return { ...reply, noted: { ...reply.noted, alarm } };
}
