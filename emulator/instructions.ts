import { BadInstruction } from './bad-instructions';
import type { Fields } from './fields';
import type { Ground } from './ground';
import { checks, type Subject, supervisorOf } from './instruction-checks';
import { attributesOf } from './json';
import { move, wrongState } from './lifecycle';
import { canMove, movesByRest } from './machine';
import { contactUri } from './phone';
import { badRequest } from './problem';
import { placeCall } from './telephony';
import { setActivity } from './worker-rules';
import { type Reservation, type ReservationStatus, reservationStatuses } from './world-document';

interface Instruction {
  /** As the refusal names it. */
  title: string;
  check: (subject: Subject) => void;
  perform: (subject: Subject, reservation: Reservation) => void;
}

const DEFAULT_TIMEOUT_S = 60;

/** What each instruction does once its parameters have passed. */
const instructions: Record<string, Instruction> = {
  call: {
    title: 'Call',
    check: checks.call,
    perform: (subject, reservation) => {
      ring(subject, reservation, 'call', 'CallTo', 'CallFrom', 'CallTimeout');
      settle(subject, reservation, 'CallAccept');
    },
  },
  dequeue: {
    title: 'Dequeue',
    check: checks.dequeue,
    perform: (subject, reservation) => {
      move(subject.ground, reservation, 'hold');
      ring(subject, reservation, 'dequeue', 'DequeueTo', 'DequeueFrom', 'DequeueTimeout');
    },
  },
  redirect: {
    title: 'Redirect',
    check: checks.redirect,
    perform: (subject, reservation) => {
      settle(subject, reservation, 'RedirectAccept');
      const { ground, fields } = subject;
      ground.tell('call.redirected', reservation.sid, { ...fields.toJSON() });
    },
  },
  conference: {
    title: 'Conference',
    check: checks.conference,
    perform: (subject, reservation) => {
      move(subject.ground, reservation, 'hold');
      ring(subject, reservation, 'conference', 'To', 'From', 'Timeout');
    },
  },
};

/**
 * A change of status or an instruction, given by REST or by an assignment callback, with parameters under REST's names.
 * Throws Twilio's refusal where the reservation's state or a parameter does not allow it, and then nothing has happened.
 */
export function updateReservation(ground: Ground, reservation: Reservation, fields: Fields, side: 'worker' | 'task') {
  const status = fields.oneOf('ReservationStatus', reservationStatuses);
  const instruction = fields.filled('Instruction');
  const reading = ground.switches.statusWithInstruction;
  if (status && instruction && reading === 'refused') {
    throw badRequest('ReservationStatus and Instruction cannot be used together');
  }
  if (instruction && !(status && reading === 'status')) instruct(ground, reservation, fields, side);
  else if (status) setStatus(ground, reservation, fields, status);
}

function setStatus(ground: Ground, reservation: Reservation, fields: Fields, status: ReservationStatus): void {
  const name = movesByRest[status];
  if (!name || !canMove(reservation.state, name)) throw wrongState(reservation, status);
  const activity = name === 'reject' ? fields.filled('WorkerActivitySid') : undefined;
  const worker = ground.world.workers.get(reservation.workerSid);
  if (activity !== undefined && worker) {
    if (!ground.world.activities.get(activity)) throw new BadInstruction(40100, ground.switches.badInstruction);
    setActivity(ground, worker, activity);
  }
  move(ground, reservation, name);
}

function instruct(ground: Ground, reservation: Reservation, fields: Fields, side: 'worker' | 'task'): void {
  const { world } = ground;
  const name = fields.text('Instruction')?.toLowerCase() ?? '';
  const task = world.tasks.get(reservation.taskSid);
  const worker = world.workers.get(reservation.workerSid);
  if (!task || !worker) throw badRequest('The Task or the Worker of the reservation is gone');
  const subject = { ground, fields, task, worker };
  if (name === 'supervise' && side === 'task') {
    supervise(subject, reservation);
    return;
  }
  const instruction = Object.hasOwn(instructions, name) ? instructions[name] : undefined;
  if (!instruction) throw new BadInstruction(55555, ground.switches.badInstruction, fields.text('Instruction'));
  if (reservation.state === 'onHold') throw wrongState(reservation, 'onHold');
  if (reservation.state !== 'pending') {
    throw badRequest(
      `Unable to execute ${instruction.title} instruction. ` +
        `Reservation ${reservation.sid} is not currently in a Pending state.`,
    );
  }
  instruction.check(subject);
  instruction.perform(subject, reservation);
}

/** A supervisor joins work that is under way; the reservation stays as it is. */
function supervise(subject: Subject, reservation: Reservation): void {
  const { ground, fields, task } = subject;
  if (reservation.state !== 'accepted') throw new BadInstruction(40146, ground.switches.badInstruction);
  checks.supervise(subject);
  const supervisor = supervisorOf(subject);
  if (!supervisor) return;
  const dial = {
    to: contactUri(supervisor) ?? '',
    from: fields.filled('From') ?? String(attributesOf(task).from),
    timeoutSeconds: fields.integer('Timeout') ?? DEFAULT_TIMEOUT_S,
  };
  placeCall(ground, reservation, supervisor, 'supervise', dial, fields.toJSON());
  if (ground.switches.instructionRaisesRevision) ground.touch(reservation);
}

function ring(
  subject: Subject,
  reservation: Reservation,
  instruction: string,
  to: string,
  from: string,
  timeout: string,
) {
  const { ground, fields, task, worker } = subject;
  const attributes = attributesOf(task);
  // Who is called from is not demanded for an enqueued call: it is the number the caller dialled.
  const dialled = attributes.to ?? attributes.called ?? '';
  const dial = {
    to: fields.filled(to) ?? contactUri(worker) ?? '',
    from: fields.filled(from) ?? String(dialled),
    timeoutSeconds: fields.integer(timeout) ?? DEFAULT_TIMEOUT_S,
  };
  placeCall(ground, reservation, worker, instruction, dial, fields.toJSON());
}

/** Accepts, or leaves it pending, as the parameter says. */
function settle({ ground, fields }: Subject, reservation: Reservation, accept: string): void {
  if (fields.boolean(accept)) move(ground, reservation, 'accept');
  else if (ground.switches.instructionRaisesRevision) ground.touch(reservation);
}
