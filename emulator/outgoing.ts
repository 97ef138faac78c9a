import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import type { Ground } from './ground';
import type { CallbackEntry } from './journal';
import type { World } from './world';

/** What to ask of a webhook. `timeoutMs` is real time: a webhook that hangs must not hang us. */
export interface Errand {
  method: string;
  url: string;
  fields: Record<string, string>;
  timeoutMs: number;
}

/** What it answered; null where there was no answer, and a note in the journal says why. */
export interface Answered {
  status: number;
  contentType: string;
  text: string;
  /** Where relative URLs in the answer start from. */
  url: string;
}

const MOST_CHARACTERS = 1_000_000;

/**
 * Requests to the user's webhooks, signed as Twilio signs them. They go to this machine alone, unless `anyHost`: a world
 * copied from elsewhere must not call the people it names.
 */
export class Outgoing {
  private readonly closing = new AbortController();
  private readonly underWay = new Set<Promise<unknown>>();

  constructor(
    private readonly ground: Ground,
    private readonly anyHost: boolean,
  ) {}

  async request(errand: Errand): Promise<Answered | null> {
    const errandDone = this.send(errand, this.ground.world);
    this.underWay.add(errandDone);
    try {
      return await errandDone;
    } finally {
      this.underWay.delete(errandDone);
    }
  }

  /** Resolves once nothing is under way, what the answers led to included. */
  async settled(): Promise<void> {
    for (;;) {
      await new Promise((done) => setImmediate(done));
      if (this.underWay.size === 0) return;
      await Promise.allSettled(this.underWay);
    }
  }

  /** Lets go of everything under way. */
  close(): void {
    this.closing.abort();
  }

  private async send(errand: Errand, world: World): Promise<Answered | null> {
    const { journal, clock } = this.ground;
    // Twilio reads its connection overrides from the fragment; it is no part of the request.
    const target = errand.url.split('#')[0] ?? '';
    if (!this.anyHost && !isLoopback(target)) {
      this.ground.note(11200, 'Not on this machine, so it was not called', target);
      return null;
    }
    const isGet = errand.method.toUpperCase() === 'GET';
    const query = new URLSearchParams(errand.fields).toString();
    const url = isGet && query ? `${target}${target.includes('?') ? '&' : '?'}${query}` : target;
    const signed = isGet ? {} : errand.fields;
    const headers = { 'x-twilio-signature': getExpectedTwilioSignature(world.authToken, url, signed) };
    const { method, fields } = errand;
    const entry: CallbackEntry = { at: clock.now(), method, url: target, fields, status: null };
    journal.callbacks.push(entry);
    const late = AbortSignal.timeout(errand.timeoutMs);
    try {
      const response = await fetch(url, {
        method: isGet ? 'GET' : 'POST',
        headers: isGet ? headers : { ...headers, 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' },
        ...(isGet ? {} : { body: query }),
        redirect: 'manual',
        signal: AbortSignal.any([late, this.closing.signal]),
      });
      const text = (await response.text()).slice(0, MOST_CHARACTERS);
      entry.status = response.status;
      // A reset in the meantime: the answer is about a world that is no more.
      if (world !== this.ground.world) return null;
      return { status: response.status, contentType: response.headers.get('content-type') ?? '', text, url };
    } catch {
      if (world !== this.ground.world) return null;
      if (late.aborted) this.ground.note(11200, `No answer within ${errand.timeoutMs} ms`, target);
      else this.ground.note(11205, 'No connection', target);
      return null;
    }
  }
}

function isLoopback(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
