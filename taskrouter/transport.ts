import * as http from 'node:http';
import * as https from 'node:https';
import type { Deadline } from '../wire/deadline';

/** What the library asks of its `httpClient`, as far as it reaches one. */
export interface OutgoingRequest {
  method: string;
  uri: string;
  username?: string;
  password?: string;
  headers?: Record<string, string>;
  params?: object;
  data?: object;
}

/** What the library expects back. */
export interface IncomingResponse {
  statusCode: number;
  body: string;
  headers: http.IncomingHttpHeaders;
}

/** The request did not come to a whole answer. `sent` says whether TaskRouter may have received it. */
export class TransportError extends Error {
  constructor(
    readonly sent: boolean,
    readonly reason: 'late' | 'broken',
    code: string,
  ) {
    super(`no whole answer from TaskRouter (${code})`);
  }
}

const LARGEST_ANSWER = 5_000_000;
/** Idle sockets older than this are not used again: an instruction that meets a closing socket may not be repeated. */
const IDLE_MS = 4_000;
const pooled = { keepAlive: true, maxSockets: 64, scheduling: 'lifo' } as const;
const agents = { 'http:': new http.Agent(pooled), 'https:': new https.Agent(pooled) };
/** Sockets over which a request can have left: connected, and for TLS with the handshake behind them. */
const open = new WeakSet<object>();
/** When a socket was last given back, in milliseconds since 1970: a frozen process (Lambda) keeps no other time. */
const freedAt = new WeakMap<object, number>();

function noteOpening(agent: http.Agent, event: 'connect' | 'secureConnect'): void {
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const socket = connect(options, callback);
    socket?.once(event, () => open.add(socket));
    return socket;
  };
  agent.on('free', (socket: object) => freedAt.set(socket, Date.now()));
}
noteOpening(agents['http:'], 'connect');
noteOpening(agents['https:'], 'secureConnect');

/**
 * The library's `httpClient` seam over Node's own http: sockets live as long as the process, the deadline and the last
 * answer's headers belong to one request. Redirects are not followed and nothing is repeated here.
 */
export class Transport {
  /** Of the last answer, whatever its status; empty until there is one. */
  headers: http.IncomingHttpHeaders = {};
  /** The last answer's HTTP status; 0 until there is one. */
  status = 0;
  attempts = 0;

  constructor(private deadline: Deadline) {}

  /** Spends from another budget from now on, e.g. from what was kept back. */
  until(deadline: Deadline): void {
    this.deadline = deadline;
  }

  request(outgoing: OutgoingRequest): Promise<IncomingResponse> {
    this.attempts += 1;
    this.headers = {};
    this.status = 0;
    return new Promise((resolve, reject) => this.#send(outgoing, resolve, reject));
  }

  #send(outgoing: OutgoingRequest, resolve: (answer: IncomingResponse) => void, reject: (error: Error) => void): void {
    const query = encoded(outgoing.params);
    const address = query === '' ? outgoing.uri : `${outgoing.uri}?${query}`;
    const body = outgoing.method === 'post' ? encoded(outgoing.data) : '';
    const secure = address.startsWith('https:');
    const agent = secure ? agents['https:'] : agents['http:'];
    dropIdle(agent);

    let socket: object | undefined;
    const sent = () => socket !== undefined && open.has(socket);
    const request = (secure ? https : http).request(address, {
      method: outgoing.method.toUpperCase(),
      agent,
      auth: `${outgoing.username}:${outgoing.password}`,
      headers: { ...outgoing.headers, 'Content-Length': Buffer.byteLength(body) },
    });
    const timer = setTimeout(() => end(new TransportError(sent(), 'late', 'deadline')), this.deadline.left());
    const end = (outcome: Error | IncomingResponse) => {
      clearTimeout(timer);
      if (outcome instanceof Error) {
        reject(outcome);
        request.destroy();
      } else resolve(outcome);
    };

    request.on('socket', (given) => {
      socket = given;
    });
    request.on('error', (error: NodeJS.ErrnoException) =>
      end(new TransportError(sent(), 'broken', error.code ?? 'error')),
    );
    request.on('response', (response) => {
      this.headers = response.headers;
      this.status = response.statusCode ?? 0;
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > LARGEST_ANSWER) end(new TransportError(true, 'broken', 'answer too large'));
        else chunks.push(chunk);
      });
      response.on('error', () => end(new TransportError(true, 'broken', 'answer cut short')));
      response.on('end', () => {
        end({ statusCode: this.status, body: Buffer.concat(chunks).toString('utf8'), headers: response.headers });
      });
    });
    request.end(body);
  }
}

/** As a form: a list repeats its name, null is sent as nothing, undefined is not sent. */
function encoded(data: object = {}): string {
  return Object.entries(data)
    .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((one) => [name, one]))
    .filter(([, one]) => one !== undefined)
    .map(([name, one]) => `${name}=${encodeURIComponent(one ?? '')}`)
    .join('&');
}

/** The other side may have given up an idle socket long ago; a frozen process's own timers could not tell. */
function dropIdle(agent: http.Agent): void {
  const oldest = Date.now() - IDLE_MS;
  for (const sockets of Object.values(agent.freeSockets)) {
    for (const socket of sockets ?? []) if ((freedAt.get(socket) ?? 0) < oldest) socket.destroy();
  }
}
