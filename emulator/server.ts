import { timingSafeEqual } from 'node:crypto';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { control } from './control';
import { cut, deliver, instead, type Result, sleep, worded } from './delivery';
import type { Fault } from './faults';
import { Fields } from './fields';
import type { Ground } from './ground';
import type { RequestEntry } from './journal';
import type { Outgoing } from './outgoing';
import { methodNotAllowed, notFound, Problem, tooLarge, unauthenticated } from './problem';
import type { Ask, Route } from './resource';
import { routes } from './routes';

const METHODS = ['GET', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS'] as const;

/** TaskRouter's REST API under `/v1`, and the emulator's own controls under `/_emulator`. */
export function buildServer(ground: Ground, outgoing: Outgoing): FastifyInstance {
  const server = Fastify({
    forceCloseConnections: true,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2000 },
    // Paths that cannot be decoded are no resource of ours.
    frameworkErrors: (_error, request, reply) => refuse(ground, reply, notFound(pathOf(request))),
  });
  server.removeAllContentTypeParsers();
  server.register(control(ground, outgoing));
  server.register(async (rest) => {
    // Form or not, the body stays text: what is no form has no fields that we know.
    rest.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    rest.setErrorHandler((error, _request, reply) => refuse(ground, reply, problemOf(error)));
    for (const path of new Set(routes.map((route) => route.path))) {
      for (const method of METHODS) {
        const route = routes.find((one) => one.path === path && one.method === method);
        rest.route({ method, url: path, handler: (request, reply) => handle(ground, route, request, reply) });
      }
    }
    rest.all('/v1/*', (request, reply) => handle(ground, undefined, request, reply));
  });
  server.setNotFoundHandler((request, reply) => refuse(ground, reply, notFound(pathOf(request))));
  return server;
}

const refuse = (ground: Ground, reply: FastifyReply, problem: Problem) =>
  deliver(reply, worded(problem, ground.switches.etag));

async function handle(ground: Ground, route: Route | undefined, request: FastifyRequest, reply: FastifyReply) {
  const fault = ground.faults.take(request.method);
  const entry = journaled(ground, request, fault);
  if (fault?.drop === 'before') return cut(reply, fault);
  await sleep(fault?.stallMs ?? 0);
  const act = () => worded(perform(ground, route, request, entry), ground.switches.etag);
  const acted = fault?.acts ? act() : undefined;
  const delivery = instead(fault) ?? acted ?? act();
  if (fault?.drop === 'after') return cut(reply, fault);
  entry.status = delivery.status;
  return deliver(reply, delivery, fault);
}

function perform(
  ground: Ground,
  route: Route | undefined,
  request: FastifyRequest,
  entry: RequestEntry,
): Result | Problem {
  try {
    ground.clock.runDue();
    authenticate(ground, request.headers.authorization);
    const ask = asked(request);
    const { WorkspaceSid } = ask.params;
    if (WorkspaceSid !== undefined && WorkspaceSid !== ground.world.workspace.sid) throw notFound(ask.path);
    if (!route) throw request.routeOptions.url === '/v1/*' ? notFound(ask.path) : methodNotAllowed();
    const answer = ground.act(() => route.answer(ground, ask));
    entry.acted = true;
    return { status: answer.status ?? 200, body: answer.body?.(), revision: answer.revision?.() };
  } catch (error) {
    return problemOf(error);
  }
}

const pathOf = (request: FastifyRequest) => request.url.split('?')[0] ?? '';
const queryOf = (request: FastifyRequest) => request.url.split('?').slice(1).join('?');
const isForm = (request: FastifyRequest) =>
  /^application\/x-www-form-urlencoded\b/i.test(request.headers['content-type'] ?? '');

function fieldsOf(request: FastifyRequest): Fields {
  if (request.method !== 'POST') return new Fields(queryOf(request));
  return new Fields(typeof request.body === 'string' && isForm(request) ? request.body : '');
}

function asked(request: FastifyRequest): Ask {
  return {
    params: request.params as Record<string, string>,
    fields: fieldsOf(request),
    ifMatch: request.headers['if-match'],
    base: `http://${request.headers.host}`,
    path: pathOf(request),
  };
}

function journaled(ground: Ground, request: FastifyRequest, fault: Fault | undefined): RequestEntry {
  const entry: RequestEntry = {
    at: ground.clock.now(),
    method: request.method,
    path: pathOf(request),
    fields: fieldsOf(request).toJSON(),
    ifMatch: request.headers['if-match'] ?? null,
    status: null,
    acted: false,
    fault: fault ?? null,
  };
  ground.journal.requests.push(entry);
  return entry;
}

function authenticate(ground: Ground, authorization = ''): void {
  const { accountSid, authToken } = ground.world;
  const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`;
  const given = Buffer.from(authorization.replace(/^basic /i, 'Basic '));
  if (given.length !== expected.length || !timingSafeEqual(given, Buffer.from(expected))) throw unauthenticated();
}

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const status = error instanceof Error && 'statusCode' in error ? error.statusCode : undefined;
  if (status === 413) return tooLarge();
  if (typeof status === 'number' && status >= 400 && status < 500) return new Problem(status, 20001, String(error));
  console.error(error);
  return new Problem(500, 20500, 'Internal Server Error');
}
