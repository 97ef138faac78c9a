import type { ReservationContextUpdateOptions } from 'twilio/lib/rest/taskrouter/v1/workspace/worker/reservation';
import type { accept, call, conference, dequeue, redirect, reject } from '../taskrouter/actions';
import { type Attributes, readAttributes } from '../taskrouter/attributes';
import type { Request } from '../wire/request';
import { type Leg, legAddress, readLeg } from './leg';

/** What TaskRouter asks about, as its rules see it. Whatever did not come is undefined. */
export interface Question {
  task: {
    sid: string | undefined;
    /**
     * The unique name of its channel. Others have seen it come; TaskRouter's documents do not list it among the fields
     * of this request, so that it may be absent.
     */
    channel: string | undefined;
    workflowSid: string | undefined;
    queueSid: string | undefined;
    /** Seconds since it was made. */
    age: number | undefined;
    priority: number | undefined;
    attributes: Attributes;
  };
  worker: { sid: string | undefined; name: string | undefined; attributes: Attributes };
  /** A caller id to call the worker with: CALLER_ID, else the number that the caller dialled. */
  callerId: string | undefined;
  /** The address of a webhook of this deployment, with the SIDs of the reservation in it. */
  address(name: 'offer' | 'ended'): string;
}

type Instructions = {
  accept: typeof accept;
  reject: typeof reject;
  call: typeof call;
  dequeue: typeof dequeue;
  conference: typeof conference;
  redirect: typeof redirect;
};
export type InstructionName = keyof Instructions;

/** An instruction with its parameters, under the names of the `twilio` library. */
export type Instruction = {
  [Name in InstructionName]: { instruction: Name } & Pick<
    ReservationContextUpdateOptions,
    Instructions[Name]['takes'][number]
  >;
}[InstructionName];

/** `decide later` leaves the reservation pending; somebody decides by REST. `next rule` passes the question on. */
export type Decision = Instruction | 'decide later' | 'next rule';

/** One rule: where all of `when` holds, it gives its answer. */
export interface Rule {
  /** For the log, when the rule is at fault. */
  name: string;
  when?: Conditions;
  gives: Decision | ((question: Question) => Decision | Promise<Decision>);
}

/** A value, one of several, or a test of it. `undefined` stands for what did not come. */
export type Wanted = Plain | readonly Plain[] | ((value: unknown) => boolean);
type Plain = string | number | boolean | undefined;

export interface Conditions {
  channel?: Wanted;
  workflowSid?: Wanted;
  queueSid?: Wanted;
  /** Attributes of the task, and of the worker, by name. */
  task?: Readonly<Record<string, Wanted>>;
  worker?: Readonly<Record<string, Wanted>>;
}

/** A condition: a text with something in it. */
export function present(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

export function holds({ channel, workflowSid, queueSid, task, worker }: Conditions, question: Question): boolean {
  const { attributes, ...facts } = question.task;
  return (
    (channel === undefined || fits(facts.channel, channel)) &&
    (workflowSid === undefined || fits(facts.workflowSid, workflowSid)) &&
    (queueSid === undefined || fits(facts.queueSid, queueSid)) &&
    Object.entries(task ?? {}).every(([name, wanted]) => fits(attributes[name], wanted)) &&
    Object.entries(worker ?? {}).every(([name, wanted]) => fits(question.worker.attributes[name], wanted))
  );
}

function fits(value: unknown, wanted: Wanted): boolean {
  if (typeof wanted === 'function') return wanted(value);
  return Array.isArray(wanted) ? wanted.includes(value) : value === wanted;
}

export function readQuestion({ fields, settings, home }: Request): Question {
  const attributes = readAttributes(fields.TaskAttributes);
  const leg = readLeg(fields, settings.TASKROUTER_WORKSPACE_SID);
  return {
    task: {
      sid: text(fields.TaskSid),
      channel: text(fields.TaskChannelUniqueName),
      workflowSid: text(fields.WorkflowSid),
      queueSid: text(fields.TaskQueueSid),
      age: number(fields.TaskAge),
      priority: number(fields.TaskPriority),
      attributes,
    },
    worker: {
      sid: text(fields.WorkerSid),
      name: text(fields.WorkerName),
      attributes: readAttributes(fields.WorkerAttributes),
    },
    callerId: settings.CALLER_ID ?? [attributes.to, attributes.called].find(isNumber),
    address: (name) => legAddress(known(home), name, complete(leg)),
  };
}

function known(home: string | undefined): string {
  if (home !== undefined) return home;
  throw new Error('PUBLIC_URL is not set, and no host is known that TaskRouter could call');
}

function complete(leg: Leg | undefined): Leg {
  if (leg?.taskSid !== undefined) return leg;
  throw new Error('the request lacks the SID of the workspace, the worker, the reservation or the task');
}

function text(value: unknown): string | undefined {
  return present(value) ? value : undefined;
}

function number(value: unknown): number | undefined {
  const number = present(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** A caller who dialled a SIP address or an app dialled nothing that could be shown as a caller id. */
function isNumber(value: unknown): value is string {
  return typeof value === 'string' && /^\+\d{5,15}$/.test(value);
}
