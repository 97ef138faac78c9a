import { BadInstruction } from './bad-instructions';
import { readReply } from './callback-reply';
import { Fields } from './fields';
import type { Ground } from './ground';
import { updateReservation } from './instructions';
import type { Outgoing } from './outgoing';
import { Problem } from './problem';
import type { Reservation } from './world-document';

const TIMEOUT_MS = 5000;

/** What an instruction on a reservation that is no longer pending is noted as. */
const notPending: Record<string, number> = { call: 40114, redirect: 40123, dequeue: 40135, conference: 40136 };

/**
 * Asks the Workflow's assignment callback what to do with a new reservation and carries the reply out. Its fallback is
 * asked once when there was no usable reply within five seconds.
 */
export async function askAssignment(ground: Ground, outgoing: Outgoing, reservationSid: string): Promise<void> {
  const { world } = ground;
  const reservation = world.reservations.get(reservationSid);
  const workflow = world.workflows.get(world.tasks.get(reservation?.taskSid ?? '')?.workflowSid ?? '');
  if (!reservation || !workflow) return;
  const fields = assignmentFields(ground, reservation);
  for (const url of [workflow.assignmentCallbackUrl, workflow.fallbackAssignmentCallbackUrl]) {
    if (!url) return;
    const answered = await outgoing.request({ method: 'POST', url, fields, timeoutMs: TIMEOUT_MS });
    if (world !== ground.world) return;
    const { parameters, complaints, failed } = readReply(answered);
    for (const { code, message } of complaints) ground.note(code, message, url);
    if (failed) continue;
    if (parameters) ground.act(() => carryOut(ground, reservation, parameters));
    return;
  }
}

function carryOut(ground: Ground, reservation: Reservation, parameters: Record<string, string>): void {
  const { Instruction = '', WorkerActivitySid } = parameters;
  if (reservation.state !== 'pending') {
    const code = notPending[Instruction] ?? 20001;
    ground.note(code, `The ${Instruction} instruction came to a reservation that is not pending`, reservation.sid);
    return;
  }
  if (Instruction === 'reject' && WorkerActivitySid === undefined) {
    ground.note(40100, 'Reject without activity_sid: the worker stays in its present activity', reservation.sid);
  }
  const status = { accept: 'accepted', reject: 'rejected' }[Instruction];
  const asked = status ? { ReservationStatus: status, ...(WorkerActivitySid && { WorkerActivitySid }) } : parameters;
  try {
    updateReservation(ground, reservation, new Fields(new URLSearchParams(asked).toString()), 'worker');
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    ground.note(error instanceof BadInstruction ? error.specific : error.code, error.message, reservation.sid);
  }
}

/** The documented fields, and those seen at work but documented nowhere, unless switched off. */
function assignmentFields(ground: Ground, reservation: Reservation): Record<string, string> {
  const { world, clock, switches } = ground;
  const task = world.tasks.get(reservation.taskSid);
  const worker = world.workers.get(reservation.workerSid);
  if (!task || !worker) return {};
  const undocumented = {
    WorkerName: worker.friendlyName,
    TaskChannelSid: task.taskChannelSid,
    TaskChannelUniqueName: world.taskChannels.get(task.taskChannelSid)?.uniqueName ?? '',
  };
  return {
    Timestamp: String(Math.floor(clock.now() / 1000)),
    AccountSid: world.accountSid,
    WorkspaceSid: world.workspace.sid,
    WorkflowSid: task.workflowSid,
    TaskQueueSid: task.taskQueueSid,
    WorkerSid: worker.sid,
    WorkerAttributes: worker.attributes,
    TaskSid: task.sid,
    TaskAttributes: task.attributes,
    TaskAge: String(Math.floor((clock.now() - task.dateCreated) / 1000)),
    TaskPriority: String(task.priority),
    ReservationSid: reservation.sid,
    ...(switches.assignmentExtras === 'sent' && undocumented),
  };
}
