import type { Ground } from './ground';
import { attributesOf } from './json';
import { move } from './lifecycle';
import { canMove } from './machine';
import { phoneOf } from './phone';
import { setActivity } from './worker-rules';
import type { Call, Reservation, Worker } from './world-document';

/** What an instruction says about the call it places. */
export interface Dial {
  to: string;
  from: string;
  timeoutSeconds: number;
}

/** Instructions that put the worker in touch with the caller by themselves: the reservation waits on hold meanwhile. */
const joins = (call: Call) => call.instruction === 'conference' || call.instruction === 'dequeue';

/** Lets the worker's phone ring. `parameters` are the instruction's own, by wire name, for what is called back later. */
export function placeCall(
  ground: Ground,
  reservation: Reservation,
  worker: Worker,
  instruction: string,
  dial: Dial,
  parameters: Call['parameters'],
): Call {
  const { world, clock } = ground;
  const now = clock.now();
  const phone = phoneOf(worker);
  const givesUp = phone.does === 'no-answer' || phone.rings >= dial.timeoutSeconds;
  const call: Call = {
    ...world.made('CA', now),
    reservationSid: reservation.sid,
    workerSid: worker.sid,
    instruction,
    to: dial.to,
    from: dial.from,
    status: 'ringing',
    phone: { ...phone, does: givesUp ? 'no-answer' : phone.does },
    joined: false,
    answeredAt: null,
    told: 0,
    parameters,
    endsAt: now + (givesUp ? dial.timeoutSeconds : phone.rings) * 1000,
  };
  world.addCall(call);
  startCallTimer(ground, call);
  if (instruction === 'call' || instruction === 'dequeue') noteWorkerCall(ground, reservation, call);
  ground.tell('call.initiated', call.sid);
  ground.tell('call.ringing', call.sid);
  return call;
}

/** Lets a call's next moment come: the end of its ringing, or of the talk. Also for those of a restored world. */
export function startCallTimer(ground: Ground, call: Call): void {
  ground.setTimer(call.sid, call.endsAt, () =>
    call.status === 'ringing' ? stopRinging(ground, call) : part(ground, call),
  );
}

function stopRinging(ground: Ground, call: Call): void {
  const reservation = ground.world.reservations.get(call.reservationSid);
  if (call.phone.does !== 'answer') {
    end(ground, call, call.phone.does);
    if (joins(call) && reservation && canMove(reservation.state, 'fail')) move(ground, reservation, 'fail');
    return;
  }
  call.status = 'in-progress';
  call.answeredAt = ground.clock.now();
  call.endsAt = null;
  ground.tell('call.answered', call.sid);
  if (!joins(call) || !reservation || !canMove(reservation.state, 'connect')) return;
  move(ground, reservation, 'connect');
  join(ground, call);
}

/** Worker and caller hear each other, for as long as the worker's phone talks. */
export function join(ground: Ground, call: Call): void {
  call.joined = true;
  if (call.phone.talks !== null) call.endsAt = ground.clock.now() + call.phone.talks * 1000;
  startCallTimer(ground, call);
  ground.tell('call.joined', call.sid);
}

/**
 * The talk is over, and voice work goes on to wrapping by itself. A worker's leg that follows TwiML lives on, another
 * ends.
 */
function part(ground: Ground, call: Call): void {
  const { world } = ground;
  call.endsAt = null;
  const worker = world.workers.get(call.workerSid);
  const afterwards = call.parameters.DequeuePostWorkActivitySid ?? call.parameters.PostWorkActivitySid;
  if (worker && typeof afterwards === 'string') setActivity(ground, worker, afterwards);
  const reservation = world.reservations.get(call.reservationSid);
  if (reservation && canMove(reservation.state, 'wrap')) move(ground, reservation, 'wrap');
  if (call.instruction === 'call') ground.tell('call.parted', call.sid);
  else end(ground, call, 'completed');
}

/** The worker's leg ends, in the middle of a talk or without one. */
export function hangUp(ground: Ground, call: Call): void {
  if (call.status === 'in-progress') end(ground, call, 'completed');
}

function end(ground: Ground, call: Call, status: Call['status']): void {
  call.status = status;
  call.endsAt = null;
  ground.setTimer(call.sid, null, () => undefined);
  call.dateUpdated = ground.clock.now();
  ground.tell('call.completed', call.sid);
}

/** When the reservation is over, so are the calls that joined, or were to join, worker and caller. */
export function endCallsOf(ground: Ground, reservationSid: string): void {
  for (const call of ground.world.callsOfReservation(reservationSid).after()) {
    if (joins(call) && call.status === 'ringing') end(ground, call, 'canceled');
    else if (call.joined && call.status === 'in-progress') part(ground, call);
  }
}

function noteWorkerCall(ground: Ground, reservation: Reservation, call: Call): void {
  const task = ground.world.tasks.get(reservation.taskSid);
  if (!task) return;
  const attributes = JSON.stringify({ ...attributesOf(task), worker_call_sid: call.sid });
  ground.world.changeTask(task, () => {
    task.attributes = attributes;
  });
  ground.touch(task);
}
