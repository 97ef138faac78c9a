import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createProxy, type IncomingMessage } from 'node:http';
import { createServer as createApi } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Upload, Uploaded } from './rehearsal-rules';

/** A stand-in for Twilio's Serverless API, for one deployment of an unmodified twilio-run. */
export interface StandIn {
  /** What the deploying process must have in its environment to be led here. */
  env: Readonly<Record<string, string>>;
  /** What the last deployment made live; undefined when there was none. */
  live(): Promise<Upload | undefined>;
  /** What was asked of it that it does not know. */
  unknown: readonly string[];
  close(): Promise<void>;
}

/** The collections of the API that a deployment touches, and the prefix of their SIDs. */
const PREFIXES: Readonly<Record<string, string>> = {
  Services: 'ZS',
  Environments: 'ZE',
  Functions: 'ZH',
  Assets: 'ZH',
  Versions: 'ZN',
  Builds: 'ZB',
  Variables: 'ZV',
  Deployments: 'ZD',
};

interface Resource {
  sid: string;
  /** `/v1/Services/ZS.../Builds` */
  collection: string;
  fields: FormData;
}

/**
 * Starts it on loopback: an HTTP proxy that ends every tunnel to Twilio's Serverless hosts in this process, under a
 * certificate made for this run. Its account is empty, and every build completes at once.
 * @param folder an empty one, for the certificate
 */
export async function startStandIn(folder: string): Promise<StandIn> {
  const certificate = makeCertificate(folder);
  const resources: Resource[] = [];
  const unknown: string[] = [];
  const sockets = new Set<Socket>();

  const api = createApi(
    { key: readFileSync(certificate.key), cert: readFileSync(certificate.cert) },
    async (ask, reply) => {
      const answer = await respond(ask, resources);
      if (!answer) unknown.push(`${ask.method} ${ask.url}`);
      reply.writeHead(answer ? 200 : 404, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer ?? {}));
    },
  );
  const proxy = createProxy((ask, reply) => {
    unknown.push(`${ask.method} ${ask.url}`);
    reply.writeHead(403).end();
  });
  proxy.on('connect', ({ url = '' }, socket: Socket) => {
    sockets.add(socket.once('close', () => sockets.delete(socket)));
    if (!HOSTS.some((host) => url === `${host}:443`)) {
      unknown.push(`CONNECT ${url}`);
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    api.emit('connection', socket);
  });
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');

  return {
    env: {
      HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
      NODE_EXTRA_CA_CERTS: certificate.cert,
    },
    live: () => live(resources),
    unknown,
    async close() {
      for (const socket of sockets) socket.destroy();
      proxy.close();
      await once(proxy, 'close');
    },
  };
}

const HOSTS = ['serverless.twilio.com', 'serverless-upload.twilio.com'];

function makeCertificate(folder: string): { key: string; cert: string } {
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=stand-in'.split(
    ' ',
  );
  const names = `subjectAltName=${HOSTS.map((host) => `DNS:${host}`).join(',')}`;
  try {
    execFileSync('openssl', [...request, '-addext', names, '-keyout', key, '-out', cert], {
      stdio: 'pipe',
      env: process.env,
    });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error('The openssl command is not installed. A rehearsal makes its certificate with it.');
  }
  return { key, cert };
}

/** Lists are empty, what is posted is kept, builds are complete; undefined for anything else. */
async function respond(ask: IncomingMessage, resources: Resource[]): Promise<object | undefined> {
  const collection = new URL(ask.url ?? '/', 'https://serverless.twilio.com').pathname;
  const name = collection.split('/').at(-1) ?? '';
  const body = await buffer(ask);
  if (ask.method === 'GET' && name === 'Status') return { status: 'completed' };
  const prefix = PREFIXES[name];
  if (prefix === undefined) return undefined;
  if (ask.method === 'GET') {
    const key = name.toLowerCase();
    return { [key]: [], meta: { key, next_page_url: null } };
  }
  if (ask.method !== 'POST') return undefined;
  const type = ask.headers['content-type'] ?? 'application/x-www-form-urlencoded';
  const fields = await new Response(body, { headers: { 'Content-Type': type } }).formData();
  const sid = prefix + String(resources.length + 1).padStart(32, '0');
  resources.push({ sid, collection, fields });
  return { sid, domain_name: 'rehearsal.invalid', runtime: text(fields, 'Runtime') };
}

async function live(resources: readonly Resource[]): Promise<Upload | undefined> {
  const of = (name: string) => resources.filter(({ collection }) => collection.endsWith(`/${name}`));
  const bySid = (sid: string) => resources.find((resource) => resource.sid === sid);
  const deployment = of('Deployments').at(-1);
  const build = deployment && bySid(text(deployment.fields, 'BuildSid') ?? '');
  if (!deployment || !build) return undefined;
  const [environment = ''] = deployment.collection.split('/').slice(-2);

  const versions = async (field: string): Promise<Uploaded[]> => {
    const found = build.fields.getAll(field).map((sid) => bySid(String(sid)));
    const uploaded = await Promise.all(found.flatMap((version) => (version ? [uploadedBy(version)] : [])));
    return uploaded.sort((one, other) => (one.path < other.path ? -1 : 1));
  };
  // twilio-run wraps the JSON into one more pair of quotes.
  const dependencies: unknown = JSON.parse(text(build.fields, 'Dependencies')?.replace(/^"|"$/g, '') ?? '[]');
  return {
    suffix: text(bySid(environment)?.fields, 'DomainSuffix') ?? '',
    functions: await versions('FunctionVersions'),
    assets: await versions('AssetVersions'),
    dependencies: Object.fromEntries(
      (dependencies as { name: string; version: string }[]).map(({ name, version }) => [name, version]),
    ),
    runtime: text(build.fields, 'Runtime'),
    variables: of('Variables')
      .map(({ fields }) => text(fields, 'Key') ?? '')
      .sort(),
  };
}

async function uploadedBy({ fields }: Resource): Promise<Uploaded> {
  const file = fields.get('Content');
  const content = file instanceof Blob ? file : new Blob([file ?? '']);
  return {
    path: text(fields, 'Path') ?? '',
    visibility: text(fields, 'Visibility') ?? '',
    bytes: content.size,
    content: await content.text(),
  };
}

function text(fields: FormData | undefined, name: string): string | undefined {
  const value = fields?.get(name);
  return typeof value === 'string' ? value : undefined;
}
