import type { Request } from '../wire/request';
import { isSid } from '../wire/sid';
import { single } from './value';

/** The reservation that a worker's phone call is about, as the addresses of /voice carry it. */
export interface Leg {
  workspaceSid: string;
  workerSid: string;
  reservationSid: string;
  taskSid?: string;
}

/** The leg that a request names; undefined when a SID is missing or is none. Only the task may be left out. */
export function readLeg(fields: Request['fields'], workspace: string | undefined): Leg | undefined {
  const workspaceSid = sidOf(fields.WorkspaceSid || workspace, 'WS');
  const workerSid = sidOf(fields.WorkerSid, 'WK');
  const reservationSid = sidOf(fields.ReservationSid, 'WR');
  const taskSid = sidOf(fields.TaskSid, 'WT');
  if (workspaceSid === undefined || workerSid === undefined || reservationSid === undefined) return undefined;
  return { workspaceSid, workerSid, reservationSid, ...(taskSid === undefined ? {} : { taskSid }) };
}

function sidOf(value: unknown, prefix: string): string | undefined {
  const sid = single(value);
  return isSid(prefix, sid) ? sid : undefined;
}

/** The address of `/voice/NAME` for this leg: SIDs, and of `more` what is there. Nothing personal may be in it. */
export function legAddress(
  home: string | undefined,
  name: 'offer' | 'answer' | 'joined' | 'ended',
  leg: Leg,
  more: { Attempt?: string; Next?: string | undefined } = {},
): string {
  // In alphabetical order: a REST API of AWS does not show the order that was signed.
  const fields = {
    ...more,
    ReservationSid: leg.reservationSid,
    TaskSid: leg.taskSid,
    WorkerSid: leg.workerSid,
    WorkspaceSid: leg.workspaceSid,
  };
  const given = Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined);
  // Without a home, beside the document that it stands in.
  return `${home === undefined ? '' : `${home}/voice/`}${name}?${new URLSearchParams(given)}`;
}
