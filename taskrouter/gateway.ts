import type Domain from 'twilio/lib/base/Domain';
import Version from 'twilio/lib/base/Version';
import type V1 from 'twilio/lib/rest/taskrouter/V1';
import { version as library } from 'twilio/package.json';
import type { Deadline } from '../wire/deadline';
import type { Settings } from '../wire/settings';
import { isSid } from '../wire/sid';
import { type Failure, failureOf } from './failure';
import { type OutgoingRequest, Transport } from './transport';

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

/**
 * The library's TaskRouter, for one call. It is given a domain of ours in the place of its client and the domain of that,
 * which would bring the library's own HTTP client, and take a request apart to put it together again.
 */
function version(settings: Settings, transport: Transport): V1 {
  const { ACCOUNT_SID, AUTH_TOKEN } = settings;
  if (!ACCOUNT_SID || !AUTH_TOKEN) throw new Error(`${ACCOUNT_SID ? 'AUTH_TOKEN' : 'ACCOUNT_SID'} is not set`);
  if (!isSid('AC', ACCOUNT_SID)) throw new Error('ACCOUNT_SID is not an account SID');
  const home = homeOf(settings);
  const domain = {
    request: ({ uri, headers, ...given }: OutgoingRequest) =>
      transport.request({
        ...given,
        uri: `${home}/${uri}`,
        username: ACCOUNT_SID,
        password: AUTH_TOKEN,
        headers: { ...headers, 'User-Agent': USER_AGENT, 'Accept-Charset': 'utf-8' },
      }),
  };
  return new Version(domain as unknown as Domain, 'v1') as V1;
}

/** As the library names itself. */
const USER_AGENT = `twilio-node/${library} (${process.platform} ${process.arch}) node/${process.version}`;

/**
 * TaskRouter's address, without a slash at the end. An edge is named together with a region, which is us1 where none is:
 * https://www.twilio.com/docs/global-infrastructure
 */
export function homeOf({ TASKROUTER_URL, TWILIO_REGION, TWILIO_EDGE }: Settings): string {
  if (TASKROUTER_URL !== undefined) {
    if (LOOPBACK.test(TASKROUTER_URL)) return TASKROUTER_URL.replace(/\/$/, '');
    throw new Error('TASKROUTER_URL is honoured for loopback hosts only');
  }
  for (const [name, value] of Object.entries({ TWILIO_REGION, TWILIO_EDGE })) {
    if (value !== undefined && !PLACE.test(value))
      throw new Error(`${name} is not the name of a place such as ie1 or dublin`);
  }
  const region = TWILIO_REGION ?? (TWILIO_EDGE && 'us1');
  return `https://${['taskrouter', TWILIO_EDGE, region, 'twilio.com'].filter(Boolean).join('.')}`;
}

const LOOPBACK = /^https?:\/\/(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d{1,5})?\/?$/;
const PLACE = /^[a-z0-9-]+$/i;
