import { type Action, accept, call, complete, type Does, reject, wrap } from '../taskrouter/actions';
import { type End, read, update } from '../taskrouter/execution';
import { type Gateway, openGateway } from '../taskrouter/gateway';
import type { ParameterName, ReservationStatus } from '../taskrouter/parameters';
import type { Wish } from '../taskrouter/verdict';
import type { Deadline } from '../wire/deadline';
import type { Endpoint } from '../wire/endpoint';
import type { Request } from '../wire/request';
import { type Answer, apology, word } from './answer';
import { type Input, readInput } from './input';
import { readManner } from './manner';
import type { Issue } from './value';

/** A Twilio Function is killed at 10 s; what is left of it is for sending the answer. */
const BUDGET_MS = 9_000;

/** Carries out one action's checked input; what it came to. */
export type Performance = (action: Action, input: Input, gateway: Gateway, deadline: Deadline) => Promise<End>;

/**
 * The endpoint of one row of the table: input, TaskRouter, and the truth about it, worded as the request wanted. An
 * action that looks for its reservation brings its own `carryOut`, so that the others do not carry its weight.
 */
export function reservation(action: Addressed): Endpoint;
export function reservation(action: Action, carryOut: Performance): Endpoint;
export function reservation(action: Action, carryOut: Performance = actOrRead): Endpoint {
  return {
    name: `reservations/${action.name}`,
    budgetMs: BUDGET_MS,
    async answer(request, deadline) {
      const { manner, issues } = readManner(request);
      return word(await perform(action, request, deadline, carryOut, issues), manner);
    },
    apology: (why, request) =>
      apology(why, 'reads' in action.does ? 'unavailable' : 'unknown', readManner(request).manner),
  };
}

/** An action on a reservation whose SID the request gives. */
export type Addressed = Action<ParameterName, Exclude<Does, { reads: 'current' }>>;

/** Performs an action as a request asks; `issues` are those found before, and are answered together with its own. */
export async function perform(
  action: Action,
  request: Request,
  deadline: Deadline,
  carryOut: Performance = actOrRead,
  issues: readonly Issue[] = [],
): Promise<Answer> {
  const checked = readInput(action, request);
  if ('issues' in checked) return { outcome: 'invalid', issues: [...issues, ...checked.issues] };
  if (issues.length > 0) return { outcome: 'invalid', issues };
  const gateway = openGateway(request.settings, deadline);
  const end = await carryOut(action, checked.input, gateway, deadline);
  return { ...end, attempts: gateway.attempts(), requestId: gateway.requestId() };
}

function actOrRead(action: Action, input: Input, gateway: Gateway, deadline: Deadline): Promise<End> {
  const at = {
    workspaceSid: input.workspaceSid,
    workerSid: input.workerSid ?? '',
    reservationSid: input.reservationSid ?? '',
  };
  if ('reads' in action.does) return read(gateway, at, deadline);
  const { parameters } = input;
  const wish = wishOf(action, parameters);
  const sent =
    'sends' in action.does
      ? parameters
      : {
          ...parameters,
          ...('sets' in action.does ? { reservationStatus: action.does.sets } : { instruction: action.does.gives }),
        };
  return update(gateway, at, wish, startsOf(action, wish), sent, deadline);
}

/** The statuses that a wish may start from; a raw update's are those of the action that wishes the same. */
function startsOf(action: Action, wish: Wish): readonly ReservationStatus[] {
  if (!('sends' in action.does)) return action.from;
  if ('gives' in wish) return call.from;
  const same = [accept, reject, wrap, complete].find(({ does }) => 'sets' in wish && does.sets === wish.sets);
  return same?.from ?? action.from;
}

function wishOf({ does }: Action, parameters: Input['parameters']): Wish {
  const sets = 'sets' in does ? does.sets : parameters.reservationStatus;
  if (sets !== undefined) return { sets };
  const gives = 'gives' in does ? does.gives : parameters.instruction;
  switch (gives) {
    case 'call':
      return { gives, accepts: parameters.callAccept === true };
    case 'redirect':
      return { gives, accepts: parameters.redirectAccept === true };
    case 'dequeue':
    case 'conference':
      return { gives, accepts: true };
    default:
      return { changes: 'other' };
  }
}
