import { accept } from '../taskrouter/actions';
import { read, update } from '../taskrouter/execution';
import type { ReservationStatus } from '../taskrouter/parameters';
import { beforeUpdate, readTask } from '../taskrouter/surroundings';
import { verdict } from '../taskrouter/verdict';
import { within } from '../wire/deadline';
import type { Outcome } from '../wire/outcome';
import type { Answer } from './answer';
import { isEnqueuedCall, offeredBy } from './offered';
import { reject } from './rejection';
import { onThePhone, type Turn, type Visit } from './visit';
import type { Spoken } from './voice-phrases';
import { join } from './voice-twiml';

export { ended } from './call-over';

/** Milliseconds that a worker on the phone waits for what the task says of itself. */
const TASK_MS = 2_000;
/** How often a worker who pressed neither 1 nor 2 is asked again. */
const MOST_REPEATS = 2;

/** On the worker's phone: who is calling, from which queue; press 1 to accept. A voicemail presses nothing. */
export const offer = /* @__PURE__ */ onThePhone('offer', async (visit) => {
  const { taskSid, workspaceSid } = visit.leg;
  const task = taskSid
    ? await readTask(visit.open(), { workspaceSid, taskSid }, within(visit.deadline, TASK_MS))
    : undefined;
  if (!task?.ok) {
    const answer: Answer = task ? task.end : { outcome: 'done' };
    return visit.ask(answer, ({ offered, choose }) => `${offered({ what: 'task' })} ${choose}`, 0);
  }
  const { value } = task;
  return visit.ask({ outcome: 'done' }, ({ offered, choose }) => `${offered(offeredBy(value))} ${choose}`, 0);
});

/** What the digit does: 1 takes the reservation, 2 declines it, anything else is asked again. */
export const answer = /* @__PURE__ */ onThePhone('answer', (visit) => {
  const { Digits } = visit.request.fields;
  if (Digits === '1') return take(visit);
  if (Digits === '2') return decline(visit);
  return again(visit, { outcome: 'invalid' }, (spoken) => spoken.again);
});

/** The line to the caller has ended, or never came about: what became of it. */
export const joined = /* @__PURE__ */ onThePhone('joined', async (visit) => {
  const seen = await read(visit.open(), visit.leg, visit.deadline);
  const status = seen.reservation?.reservation_status;
  if (status === undefined) {
    const outcome = seen.outcome === 'not_found' ? 'not_found' : 'unknown';
    return visit.tell({ ...seen, outcome }, ({ outcomes }) => outcomes[outcome]);
  }
  if (status === 'pending') return visit.tell({ ...seen, outcome: 'unavailable' }, ({ apart }) => apart);
  const inHand = status === 'accepted' || status === 'wrapping' || status === 'completed';
  if (inHand && !UNANSWERED.includes(visit.request.fields.DialCallStatus)) {
    return visit.tell({ ...seen, outcome: 'done' }, ({ talked }) => talked);
  }
  return visit.tell({ ...seen, outcome: tooLate(status) }, ({ late }) => late[status]);
});

/** Twilio's words for a `<Dial>` that reached nobody: https://www.twilio.com/docs/voice/twiml/dial. */
const UNANSWERED: readonly unknown[] = ['busy', 'no-answer', 'failed', 'canceled'];

async function take(visit: Visit): Promise<Turn> {
  const { leg, deadline } = visit;
  const looking = beforeUpdate(deadline);
  const taskOf = (taskSid: string) => readTask(visit.open(), { workspaceSid: leg.workspaceSid, taskSid }, looking);
  const gateway = visit.open();
  const [seen, named] = await Promise.all([read(gateway, leg, looking), leg.taskSid ? taskOf(leg.taskSid) : undefined]);

  const status = seen.reservation?.reservation_status;
  if (seen.outcome === 'not_found') return visit.tell(seen, ({ outcomes }) => outcomes.not_found);
  if (status !== undefined && status !== 'pending') {
    return visit.tell({ ...seen, outcome: tooLate(status) }, ({ late }) => late[status]);
  }
  const task = named ?? (seen.reservation && (await taskOf(seen.reservation.task_sid)));
  if (!task?.ok) {
    // Not knowing whether a caller is waiting, neither way of accepting would be right.
    const end = task ? task.end : seen;
    if (end.outcome === 'not_found') return visit.tell(end, ({ outcomes }) => outcomes.not_found);
    return again(visit, end, ({ outcomes }) => outcomes.unavailable);
  }
  if (isEnqueuedCall(task.value.attributes)) {
    // Joining accepts by itself, and fails where anything else accepted before it (Twilio's errors 14215 and 14217).
    return { answer: { ...seen, outcome: 'started' }, xml: join(leg.reservationSid, visit.address('joined')) };
  }
  const end = await update(
    gateway,
    leg,
    { sets: 'accepted' },
    accept.from,
    { reservationStatus: 'accepted' },
    deadline,
  );
  return visit.tell(end, (spoken) => inWords(end, spoken, spoken.accepted));
}

async function decline(visit: Visit): Promise<Turn> {
  const { leg, deadline, request } = visit;
  const { end, alarm } = await reject(visit.open(), leg, request.settings, 'reject all the same', deadline);
  return { ...(await visit.tell(end, (spoken) => inWords(end, spoken, spoken.declined))), alarm };
}

/** Asks once more, or says goodbye to somebody who was asked often enough. */
function again(visit: Visit, answer: Answer, why: (spoken: Spoken) => string): Promise<Turn> {
  const attempt = Number(visit.request.fields.Attempt) || 0;
  if (attempt >= MOST_REPEATS) return visit.tell(answer, (spoken) => `${why(spoken)} ${spoken.nothing}`);
  return visit.ask(answer, (spoken) => `${why(spoken)} ${spoken.choose}`, attempt + 1);
}

/** The words for an update's end: `well` where it did what was asked, why it is too late, or the outcome's own. */
function inWords({ outcome, reservation }: Answer, { late, outcomes }: Spoken, well: string): string {
  if (outcome === 'done') return well;
  const status = reservation?.reservation_status;
  const decided = outcome === 'already' || outcome === 'lost' || outcome === 'not_allowed';
  return decided && status !== undefined && status !== 'pending' ? late[status] : outcomes[outcome];
}

/** The outcome of accepting what is pending no more. */
function tooLate(status: Exclude<ReservationStatus, 'pending'>): Outcome {
  const end = verdict({ sets: 'accepted' }, accept.from, status);
  return end === 'open' ? 'not_allowed' : end;
}
