import Twilio from 'twilio/lib/base/BaseTwilio';
import Domain from 'twilio/lib/base/Domain';
import type RequestClient from 'twilio/lib/base/RequestClient';
import Version from 'twilio/lib/base/Version';
import type V1 from 'twilio/lib/rest/taskrouter/V1';
import type { Deadline } from '../wire/deadline';
import type { Settings } from '../wire/settings';
import { isSid } from '../wire/sid';
import { type Failure, failureOf } from './failure';
import { Transport } from './transport';

/** What one request to TaskRouter came to. */
export type Result<Value> = { ok: true; value: Value; etag?: string } | { ok: false; failure: Failure };

/** One request's door to TaskRouter: every call through it spends from that request's deadline. */
export interface Gateway {
  /** Makes one call of the library's and tells what it came to. Never throws. */
  ask<Value>(call: (v1: V1) => Promise<Value>): Promise<Result<Value>>;
  /** Spends from another budget from now on. */
  until(deadline: Deadline): void;
  /** Requests made so far. */
  attempts(): number;
  /** Twilio's id of the last answer. */
  requestId(): string | undefined;
}

/**
 * Opens the gateway with the account of the settings. Never throws: what is wrong with the settings comes back as the
 * failure of each call.
 */
export function openGateway(settings: Settings, deadline: Deadline): Gateway {
  const transport = new Transport(deadline);
  return {
    async ask(call) {
      try {
        // Built per call on purpose: the library's objects are cheap, and a shared client would mix up deadlines.
        const value = await call(version(settings, transport));
        const { etag } = transport.headers;
        return etag === undefined ? { ok: true, value } : { ok: true, value, etag };
      } catch (error) {
        return { ok: false, failure: failureOf(error, transport, deadline.time) };
      }
    },
    until: (later) => transport.until(later),
    attempts: () => transport.attempts,
    requestId: () => {
      const id = transport.headers['twilio-request-id'];
      return Array.isArray(id) ? id[0] : id;
    },
  };
}

const LOOPBACK = /^https?:\/\/(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d{1,5})?\/?$/;

function version(settings: Settings, transport: Transport): V1 {
  const { ACCOUNT_SID, AUTH_TOKEN, TASKROUTER_URL } = settings;
  if (!ACCOUNT_SID || !AUTH_TOKEN) throw new Error(`${ACCOUNT_SID ? 'AUTH_TOKEN' : 'ACCOUNT_SID'} is not set`);
  if (!isSid('AC', ACCOUNT_SID)) throw new Error('ACCOUNT_SID is not an account SID');
  if (TASKROUTER_URL !== undefined && !LOOPBACK.test(TASKROUTER_URL)) {
    throw new Error('TASKROUTER_URL is honoured for loopback hosts only');
  }
  const client = new Twilio.Client(ACCOUNT_SID, AUTH_TOKEN, {
    httpClient: transport as unknown as RequestClient,
    env: {},
    // Empty rather than absent: the library would look into the process's environment.
    region: TASKROUTER_URL ? '' : (settings.TWILIO_REGION ?? ''),
    edge: TASKROUTER_URL ? '' : (settings.TWILIO_EDGE ?? ''),
  });
  return new Version(new Domain(client, TASKROUTER_URL ?? 'https://taskrouter.twilio.com'), 'v1') as V1;
}
