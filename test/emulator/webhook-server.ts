import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { validateRequest } from 'twilio/lib/webhooks/webhooks.js';

export interface Heard {
  path: string;
  method: string;
  fields: Record<string, string>;
  /** Whether Twilio's own check finds the signature right. */
  isSigned: boolean;
}
type Reply = { status?: number; type?: string; body?: string; delayMs?: number };
type Answer = Reply | ((heard: Heard) => Reply | Promise<Reply>);

export const twiml = (verbs: string): Reply => ({ type: 'text/xml', body: `<Response>${verbs}</Response>` });
export const json = (value: unknown): Reply => ({ type: 'application/json', body: JSON.stringify(value) });

/** The user's side of every webhook: answers by path, and remembers what it was asked. */
export class WebhookServer {
  readonly heard: Heard[] = [];
  answers: Record<string, Answer> = {};
  private constructor(
    private readonly server: Server,
    readonly url: string,
  ) {}

  static async start(authToken: string): Promise<WebhookServer> {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    const webhooks = new WebhookServer(server, `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    server.on('request', async (request, response) => {
      const heard = await hear(request, webhooks.url, authToken);
      webhooks.heard.push(heard);
      const answer = webhooks.answers[heard.path] ?? { status: 204 };
      const reply = typeof answer === 'function' ? await answer(heard) : answer;
      const { status = 200, type = 'text/plain', body = '', delayMs = 0 } = reply;
      await new Promise((done) => setTimeout(done, delayMs));
      response.writeHead(status, { 'content-type': type }).end(body);
    });
    return webhooks;
  }

  clear(): void {
    this.heard.length = 0;
    this.answers = {};
  }

  at(path: string): Heard[] {
    return this.heard.filter((one) => one.path === path);
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((closed) => this.server.close(() => closed()));
  }
}

async function hear(request: IncomingMessage, base: string, authToken: string): Promise<Heard> {
  let body = '';
  for await (const chunk of request) body += chunk;
  const url = new URL(request.url ?? '', base);
  const posted = Object.fromEntries(new URLSearchParams(body));
  const signature = request.headers['x-twilio-signature'];
  return {
    path: url.pathname,
    method: request.method ?? '',
    fields: { ...Object.fromEntries(url.searchParams), ...posted },
    isSigned: typeof signature === 'string' && validateRequest(authToken, signature, url.href, posted),
  };
}
