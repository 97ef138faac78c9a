import { once } from 'node:events';
import { createServer as createPlainServer, type RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificate } from './certificate';
import * as wanted from './subjects/case.cjs';

/** Stands where TaskRouter stands, over TLS. */
export interface StrictServer {
  url: string;
  /** The same without TLS. */
  plainUrl: string;
  /** TLS connections so far. */
  sockets(): number;
  /** Throws if any request was not exactly the right one. */
  verify(): void;
  close(): void;
}

/** Answers the one right update and the two right reads, and nothing else. Nothing of it is TaskRouter's own speed. */
export async function startStrictServer({ key, cert }: Certificate): Promise<StrictServer> {
  const wrong: string[] = [];
  let sockets = 0;
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const { method = '', url = '', headers } = request;
      const answer =
        headers.authorization === wanted.authorization ? ANSWERS.get(`${method} ${url} ${body}`) : undefined;
      const formIsSaid = method === 'GET' || headers['content-type'] === 'application/x-www-form-urlencoded';
      if (answer === undefined || !formIsSaid) {
        wrong.push(`${method} ${url} ${headers['content-type']} ${body}`);
        response.writeHead(400).end('{}');
      } else response.writeHead(200, { 'Content-Type': 'application/json', ETag: '"1"' }).end(answer);
    });
  };
  const server = createServer({ key, cert }, listener);
  const plainServer = createPlainServer(listener);
  // A subject that was waiting for its turn shall find its socket still there.
  server.keepAliveTimeout = 30_000;
  server.on('secureConnection', () => {
    sockets += 1;
  });
  for (const one of [server, plainServer]) {
    one.listen(0, '127.0.0.1');
    await once(one, 'listening');
  }
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    plainUrl: `http://127.0.0.1:${(plainServer.address() as AddressInfo).port}`,
    sockets: () => sockets,
    verify() {
      if (wrong.length > 0) throw new Error(`${wrong.length} wrong requests, the first: ${wrong[0]}`);
    },
    close() {
      for (const one of [server, plainServer]) {
        one.close();
        one.closeAllConnections();
      }
    },
  };
}

const { sids, paths, form, ACCOUNT_SID } = wanted;
const dates = { date_created: '2024-01-01T00:00:00Z', date_updated: '2024-01-01T00:00:00Z' };
const of = { account_sid: ACCOUNT_SID, workspace_sid: sids.WorkspaceSid, ...dates };

const ANSWERS = new Map(
  Object.entries({
    [`POST ${paths.reservation} ${form}`]: {
      ...of,
      sid: sids.ReservationSid,
      reservation_status: 'accepted',
      task_sid: sids.TaskSid,
      worker_sid: sids.WorkerSid,
      worker_name: 'alice',
      url: `https://taskrouter.twilio.com${paths.reservation}`,
      links: { workspace: `https://taskrouter.twilio.com/v1/Workspaces/${sids.WorkspaceSid}` },
    },
    [`GET ${paths.task} `]: {
      ...of,
      sid: sids.TaskSid,
      attributes: JSON.stringify({ call_sid: `CA${'b'.repeat(32)}`, name: 'Example Caller' }),
      task_queue_friendly_name: 'Everyone',
      assignment_status: 'reserved',
      links: {},
    },
    [`GET ${paths.worker} `]: {
      ...of,
      sid: sids.WorkerSid,
      friendly_name: 'alice',
      attributes: JSON.stringify({ language: 'en-US' }),
      links: {},
    },
  }).map(([request, resource]) => [request, JSON.stringify(resource)]),
);
