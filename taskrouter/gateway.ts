import Twilio from 'twilio/lib/base/BaseTwilio';
import Domain from 'twilio/lib/base/Domain';
import type RequestClient from 'twilio/lib/base/RequestClient';
import Version from 'twilio/lib/base/Version';
import type V1 from 'twilio/lib/rest/taskrouter/V1';
import {
  ReservationContextImpl,
  type ReservationContextUpdateOptions,
  type ReservationInstance,
} from 'twilio/lib/rest/taskrouter/v1/workspace/worker/reservation';
import type { Deadline } from '../wire/deadline';
import type { Settings } from '../wire/settings';
import { type Failure, failureOf } from './failure';
import { RESERVATION_STATUSES, type ReservationStatus } from './parameters';
import { Transport } from './transport';

/** Where a reservation is found. Each is checked by pattern before it comes here. */
export interface Address {
  workspaceSid: string;
  workerSid: string;
  reservationSid: string;
}

/** The WorkerReservation resource as TaskRouter words it. */
export interface Reservation {
  sid: string;
  reservation_status: ReservationStatus;
  task_sid: string;
  worker_sid: string;
  worker_name: string;
  workspace_sid: string;
  account_sid: string;
  /** ISO 8601, in UTC. */
  date_created: string | null;
  date_updated: string | null;
  url: string;
}

/** What one request to TaskRouter came to. */
export type Result<Value> = { ok: true; value: Value; etag?: string } | { ok: false; failure: Failure };

/** One request's door to TaskRouter: every call through it spends from that request's deadline. */
export interface Gateway {
  fetch(at: Address): Promise<Result<Reservation>>;
  update(at: Address, parameters: ReservationContextUpdateOptions): Promise<Result<Reservation>>;
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
  // Built per request on purpose: the library's objects are cheap, and a shared client would mix up deadlines.
  const reservation = (at: Address) =>
    new ReservationContextImpl(version(settings, transport), at.workspaceSid, at.workerSid, at.reservationSid);

  async function result(
    call: () => Promise<{ body: ReservationInstance; headers?: unknown }>,
  ): Promise<Result<Reservation>> {
    try {
      const value = resource((await call()).body);
      const etag = transport.headers.etag;
      return etag === undefined ? { ok: true, value } : { ok: true, value, etag };
    } catch (error) {
      return { ok: false, failure: failureOf(error, transport, deadline.time) };
    }
  }

  return {
    fetch: (at) => result(() => reservation(at).fetchWithHttpInfo()),
    update: (at, parameters) => result(() => reservation(at).updateWithHttpInfo(parameters)),
    until: (later) => transport.until(later),
    attempts: () => transport.attempts,
    requestId: () => header(transport.headers['twilio-request-id']),
  };
}

const LOOPBACK = /^https?:\/\/(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d{1,5})?\/?$/;

function version(settings: Settings, transport: Transport): V1 {
  const { ACCOUNT_SID, AUTH_TOKEN, TASKROUTER_URL } = settings;
  if (!ACCOUNT_SID || !AUTH_TOKEN) throw new Error(`${ACCOUNT_SID ? 'AUTH_TOKEN' : 'ACCOUNT_SID'} is not set`);
  if (!/^AC[0-9a-fA-F]{32}$/.test(ACCOUNT_SID)) throw new Error('ACCOUNT_SID is not an account SID');
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

/** Named fields only: the library's instance carries the client, and the client the token. */
function resource(instance: ReservationInstance): Reservation {
  if (!SID.test(instance.sid) || !RESERVATION_STATUSES.includes(instance.reservationStatus)) {
    throw new SyntaxError('not a reservation');
  }
  return {
    sid: instance.sid,
    reservation_status: instance.reservationStatus,
    task_sid: instance.taskSid,
    worker_sid: instance.workerSid,
    worker_name: instance.workerName,
    workspace_sid: instance.workspaceSid,
    account_sid: instance.accountSid,
    date_created: iso(instance.dateCreated),
    date_updated: iso(instance.dateUpdated),
    url: instance.url,
  };
}

const SID = /^WR[0-9a-fA-F]{32}$/;

function iso(date: Date | null | undefined): string | null {
  if (!(date instanceof Date) || Number.isNaN(date.getTime())) return null;
  return date.toISOString().replace('.000Z', 'Z');
}

function header(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
