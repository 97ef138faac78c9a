import { LocalDevelopmentServer } from '@twilio/runtime-handler/dev';
import { fsHelpers } from '@twilio-labs/serverless-api';
import createServer, { type FastifyRequest } from 'fastify';
import { isSigned } from '../access/signature';
import { readBody } from '../wire/body';
import { OUTCOMES, type Outcome } from '../wire/outcome';
import type { Door } from './console-door';

export interface FrontOptions {
  /** 0 picks a free one. */
  port: number;
  /** The built folders, e.g. `dist/functions` and `dist/assets`. */
  built: string;
  /** What the functions find in their context. */
  env: Readonly<Record<string, string>>;
  /** Answers for paths that no deployment has. */
  door?: Door;
}

export interface Front {
  url: string;
  close(): Promise<void>;
}

/** Twilio Functions take at most 1 MB: https://www.twilio.com/docs/serverless/functions-assets/functions. */
const LARGEST_BODY = 1_000_000;

/** As Twilio answers an OPTIONS before a Function is asked; a browser does not take `*` to cover Authorization. */
const PREFLIGHT = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Allow-Headers': '*',
  'Access-Control-Allow-Methods': 'GET, POST, OPTIONS',
};

/**
 * Serves the built functions and assets with Twilio's own local runtime, in this process, behind a door that does what
 * Twilio's gateway does and that runtime does not: it refuses `.protected` paths without a valid X-Twilio-Signature,
 * hides `.private` ones, and answers broken bodies itself.
 */
export async function serveLocally({ port, built, env, door }: FrontOptions): Promise<Front> {
  const routes = await fsHelpers.getListOfFunctionsAndAssets(process.cwd(), {
    functionsFolderNames: [`${built}/functions`],
    assetsFolderNames: [`${built}/assets`],
  });
  const access = new Map([...routes.functions, ...routes.assets].map(({ path, access }) => [path, access]));
  const server = createServer({ bodyLimit: LARGEST_BODY, forceCloseConnections: true, exposeHeadRoutes: false });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
  server.setErrorHandler((error: { statusCode?: number }, _request, reply) => {
    const status = error.statusCode ?? 500;
    const message =
      status === 413 ? `The body is larger than ${LARGEST_BODY} bytes.` : 'The request could not be read.';
    return reply.status(status < 500 ? status : 400).send(refusal('invalid', message));
  });

  let runtime: LocalDevelopmentServer | undefined;
  server.all('*', async (request, reply) => {
    const path = request.url.split('?')[0] ?? '/';
    const visibility = access.get(path === '/' ? '/index.html' : path);
    const preflight = request.method === 'OPTIONS';
    if (visibility === undefined || visibility === 'private') {
      const fields = { ...readBody(request.headers['content-type'], textOf(request)) };
      const opened = await door?.({ method: request.method, path, headers: request.headers, fields });
      if (opened) return reply.status(opened.status).send(opened.body);
      return reply.status(404).send(refusal('not_found', `There is nothing at ${path.slice(0, 200)}.`));
    }
    if (visibility === 'protected' && !preflight && !signed(request, env)) {
      return reply.status(401).send(refusal('unauthenticated', 'X-Twilio-Signature is missing or does not fit.'));
    }
    if (preflight) return reply.status(204).headers(PREFLIGHT).send();
    const body = readBody(request.headers['content-type'], textOf(request));
    if (body === undefined) return reply.status(400).send(refusal('invalid', 'The body is not a JSON object.'));
    reply.hijack();
    if (path === '/') request.raw.url = `/index.html${request.url.slice(1)}`;
    // Marks the body as read, so that the runtime takes it as it is.
    runtime?.getApp()(Object.assign(request.raw, { body, _body: true }) as never, reply.raw as never);
  });

  const url = await server.listen({ port, host: '127.0.0.1' });
  runtime = new LocalDevelopmentServer(Number(new URL(url).port), {
    baseDir: process.cwd(),
    env: { ...env, DESK_ORIGINS: [env.DESK_ORIGINS, url, url.replace('127.0.0.1', 'localhost')].join(' ') },
    port: Number(new URL(url).port),
    url,
    detailedLogs: false,
    live: false,
    logs: false,
    legacyMode: false,
    appName: 'reservation-functions',
    forkProcess: false,
    enableDebugLogs: false,
    routes: routes as never,
  });
  return { url, close: () => server.close() };
}

function signed(request: FastifyRequest, env: FrontOptions['env']): boolean {
  const token = env.AUTH_TOKEN;
  const signature = request.headers['x-twilio-signature'];
  if (!token || typeof signature !== 'string') return false;
  const home = env.PUBLIC_URL?.replace(/\/+$/, '') ?? `http://${request.headers.host}`;
  return isSigned(token, {
    signature,
    addresses: [home + request.url],
    contentType: request.headers['content-type'],
    body: textOf(request),
  });
}

function textOf({ body }: FastifyRequest): string {
  return typeof body === 'string' ? body : '';
}

function refusal(outcome: Outcome, message: string): object {
  const { code, status } = OUTCOMES[outcome];
  return { code, message, more_info: `https://www.twilio.com/docs/errors/${code}`, status, outcome };
}
