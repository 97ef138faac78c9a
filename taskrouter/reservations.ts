import {
  ReservationContextImpl,
  type ReservationContextUpdateOptions,
  type ReservationInstance,
  ReservationListInstance,
} from 'twilio/lib/rest/taskrouter/v1/workspace/worker/reservation';
import { isSid } from '../wire/sid';
import type { Gateway, Result } from './gateway';
import { RESERVATION_STATUSES, type ReservationStatus } from './parameters';

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
  /** As TaskRouter writes it, which is documented as ISO 8601 in UTC. */
  date_created: string | null;
  date_updated: string | null;
  url: string;
}

/** The reservation as it is now. */
export function fetchReservation(gateway: Gateway, at: Address): Promise<Result<Reservation>> {
  return gateway.ask(async (v1) => reservationOf(await context(v1, at).fetch()));
}

/** One update, sent once; `parameters` by the library's names. */
export function updateReservation(
  gateway: Gateway,
  at: Address,
  parameters: ReservationContextUpdateOptions,
): Promise<Result<Reservation>> {
  return gateway.ask(async (v1) => reservationOf(await context(v1, at).update(parameters)));
}

/** A worker's reservations, with `status` if given, newest first; one page, so at most the 100 that TaskRouter lists first. */
export function listReservations(
  gateway: Gateway,
  { workspaceSid, workerSid }: Pick<Address, 'workspaceSid' | 'workerSid'>,
  status?: ReservationStatus,
): Promise<Result<Reservation[]>> {
  return gateway.ask(async (v1) => {
    const list = ReservationListInstance(v1, workspaceSid, workerSid);
    const { instances } = await list.page({ pageSize: 100, ...(status ? { reservationStatus: status } : {}) });
    return newestFirst(instances.map(reservationOf));
  });
}

/** Sorts in place, by the date of creation. */
export function newestFirst(reservations: Reservation[]): Reservation[] {
  const made = ({ date_created }: Reservation) => Date.parse(date_created ?? '') || 0;
  return reservations.sort((a, b) => made(b) - made(a));
}

function context(v1: ConstructorParameters<typeof ReservationContextImpl>[0], at: Address): ReservationContextImpl {
  return new ReservationContextImpl(v1, at.workspaceSid, at.workerSid, at.reservationSid);
}

type AnyInstance = Pick<
  ReservationInstance,
  'sid' | 'taskSid' | 'workerSid' | 'workerName' | 'workspaceSid' | 'accountSid' | 'dateCreated' | 'dateUpdated' | 'url'
> & { reservationStatus: string };

/** Named fields only: the library's instance carries the client, and the client the token. */
export function reservationOf(instance: AnyInstance): Reservation {
  const status = RESERVATION_STATUSES.find((known) => known === instance.reservationStatus);
  if (!isSid('WR', instance.sid) || status === undefined) {
    throw new SyntaxError('not a reservation');
  }
  return {
    sid: instance.sid,
    reservation_status: status,
    task_sid: instance.taskSid,
    worker_sid: instance.workerSid,
    worker_name: instance.workerName,
    workspace_sid: instance.workspaceSid,
    account_sid: instance.accountSid,
    date_created: asWritten(instance.dateCreated),
    date_updated: asWritten(instance.dateUpdated),
    url: instance.url,
  };
}

/** A date as TaskRouter writes it. The library has read it already, unless it is bundled: see scripts/dates.cjs. */
function asWritten(date: Date | string | null | undefined): string | null {
  if (typeof date === 'string') return date;
  if (!(date instanceof Date) || Number.isNaN(date.getTime())) return null;
  return date.toISOString().replace('.000Z', 'Z');
}
