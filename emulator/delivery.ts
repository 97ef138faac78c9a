import type { FastifyReply } from 'fastify';
import type { Fault } from './faults';
import { Problem } from './problem';
import { newSid } from './sid';
import type { Switches } from './uncertain';

/** What acting on a request came to. */
export interface Result {
  status: number;
  body: object | undefined;
  revision: number | undefined;
}

/** An answer ready to go out. */
export interface Delivery {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** The documents show the rate-limit headers on every TaskRouter reply, but not their numbers. */
const everyReply = {
  'x-rate-limit-limit': '60',
  'x-rate-limit-remaining': '59',
  'x-rate-limit-config': 'Workspaces',
  'twilio-concurrent-requests': '1',
  'twilio-request-duration': '0.001',
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag',
};

/** The result as Twilio words it. */
export function worded(result: Result | Problem, etag: Switches['etag']): Delivery {
  const headers: Record<string, string> = { ...everyReply, 'twilio-request-id': newSid('RQ') };
  const body = result instanceof Problem ? result.body() : result.body;
  if (result.status === 401) headers['www-authenticate'] = 'Basic realm="Twilio API"';
  if (body) headers['content-type'] = 'application/json';
  if (!(result instanceof Problem) && result.revision !== undefined && etag !== 'none') {
    headers.etag = etag === 'quoted' ? `"${result.revision}"` : String(result.revision);
  }
  return { status: result.status, headers, text: body ? JSON.stringify(body) : '' };
}

/** What the fault says to answer instead of the truth, if it says so. */
export function instead(fault: Fault | undefined): Delivery | undefined {
  if (!fault || (fault.status === undefined && !fault.headers && fault.body === undefined)) return undefined;
  const { status = 200, headers = {}, body = '' } = fault;
  const isText = typeof body === 'string';
  return {
    status,
    headers: { 'content-type': isText ? 'text/html' : 'application/json', ...headers },
    text: isText ? body : JSON.stringify(body),
  };
}

/** Sends the answer, as well as the fault lets it through. */
export async function deliver(reply: FastifyReply, delivery: Delivery, fault: Fault = {}): Promise<FastifyReply> {
  const { status, headers } = delivery;
  await sleep(fault.delayMs ?? 0);
  const text = fault.garbage ? `${delivery.text.slice(0, delivery.text.length / 2)}}{` : delivery.text;
  if (fault.cutAfter === undefined && fault.trickleMs === undefined) {
    return reply
      .status(status)
      .headers(headers)
      .send(text === '' ? undefined : text);
  }
  reply.hijack();
  const { raw } = reply;
  const bytes = Buffer.from(text);
  raw.writeHead(status, { ...headers, 'content-length': bytes.length });
  const sent = Math.min(fault.cutAfter ?? bytes.length, bytes.length);
  for (let at = 0; at < sent && !raw.destroyed; at += fault.trickleMs === undefined ? sent : 1) {
    raw.write(bytes.subarray(at, fault.trickleMs === undefined ? sent : at + 1));
    await sleep(fault.trickleMs ?? 0);
  }
  if (sent === bytes.length) raw.end();
  // What was written must leave before the connection goes.
  else setImmediate(() => raw.socket?.destroySoon());
  return reply;
}

/** Cuts the connection without a word. */
export async function cut(reply: FastifyReply, fault: Fault): Promise<FastifyReply> {
  await sleep(fault.delayMs ?? 0);
  reply.hijack();
  reply.raw.destroy();
  return reply;
}

/** A late answer does not keep the process alive once the server is closed. */
export const sleep = (ms: number) => (ms > 0 ? new Promise((done) => setTimeout(done, ms).unref()) : undefined);
