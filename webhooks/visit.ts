import { type Gateway, openGateway } from '../taskrouter/gateway';
import { readWorker } from '../taskrouter/surroundings';
import { type Deadline, within } from '../wire/deadline';
import type { Endpoint } from '../wire/endpoint';
import type { Outcome } from '../wire/outcome';
import { type Reply, twiml } from '../wire/reply';
import type { Request } from '../wire/request';
import { type Answer, noted, wayOn } from './answer';
import { type Leg, legAddress, readLeg } from './leg';
import { readManner } from './manner';
import { type Spoken, spokenIn } from './voice-phrases';
import { ask, tell } from './voice-twiml';

/** Somebody listens to silence meanwhile. */
const BUDGET_MS = 4_000;
/** Milliseconds for finding out which language the worker speaks. */
const LANGUAGE_MS = 2_000;

/** One request of a worker's phone call. */
export interface Visit {
  readonly leg: Leg;
  readonly request: Request;
  readonly deadline: Deadline;
  /** A door to TaskRouter; what is asked side by side takes a door each. */
  open(): Gateway;
  /** The address of another of these webhooks, with all that this request carries. */
  address(name: 'answer' | 'joined', more?: { Attempt: string }): string;
  /** Says something and lets the call go on where the request asks for, or end. */
  tell(answer: Answer, words: (spoken: Spoken) => string): Promise<Turn>;
  /** Asks for one digit; `attempt` counts from 0. */
  ask(answer: Answer, words: (spoken: Spoken) => string, attempt: number): Promise<Turn>;
}

/** What is said, and what the log says of it. */
export interface Turn {
  readonly xml: string;
  readonly answer: Answer;
  readonly alarm?: string | undefined;
}

/**
 * A webhook that speaks to a worker on the phone: TwiML whatever happens, always 200. It speaks the language of the
 * worker's attribute `language`, else of the request's field `Language`, else of the setting.
 */
export function onThePhone(name: string, act: (visit: Visit) => Promise<Turn>): Endpoint {
  return {
    name: `voice/${name}`,
    budgetMs: BUDGET_MS,
    async answer(request, deadline) {
      const { manner, issues } = readManner(request);
      const leg = readLeg(request.fields, request.settings.TASKROUTER_WORKSPACE_SID);
      // A call that could not go on as its flow asks for is better not acted on at all.
      if (!leg || issues.some(({ field }) => field === 'Next')) return excuse('invalid', request);
      const doors: Gateway[] = [];
      const { xml, answer, alarm } = await act(visitOf(request, deadline, leg, manner, doors));
      const attempts = doors.reduce((sum, door) => sum + door.attempts(), 0);
      const line = noted({ requestId: doors[0]?.requestId(), ...answer, attempts });
      return twiml(xml, alarm === undefined ? line : { ...line, alarm });
    },
    apology: (why, request) => excuse(why === 'late' ? 'unknown' : 'unavailable', request),
  };
}

/** For a request that is not acted on, in the language that it asks for itself. */
function excuse(outcome: Outcome, request: Request): Reply {
  const { manner } = readManner(request);
  const spoken = spokenIn(manner.language);
  return twiml(tell(spoken, spoken.outcomes[outcome], wayOn(manner.next, outcome)), noted({ outcome }));
}

type Manner = ReturnType<typeof readManner>['manner'];

function visitOf(request: Request, deadline: Deadline, leg: Leg, { language, next }: Manner, doors: Gateway[]): Visit {
  const open = () => {
    const door = openGateway(request.settings, deadline);
    doors.push(door);
    return door;
  };
  // Begun at once: it is looked up beside whatever else there is to do.
  const spoken = readWorker(open(), leg, within(deadline, LANGUAGE_MS)).then((worker) =>
    spokenIn(worker.ok ? worker.value.language : undefined, language),
  );
  const address: Visit['address'] = (name, more) =>
    legAddress(request.home, name, leg, next === undefined ? { ...more } : { ...more, Next: next });
  return {
    leg,
    request,
    deadline,
    open,
    address,
    async tell(answer, words) {
      const voice = await spoken;
      return { answer, xml: tell(voice, words(voice), wayOn(next, answer.outcome)) };
    },
    async ask(answer, words, attempt) {
      const voice = await spoken;
      const action = address('answer', attempt === 0 ? undefined : { Attempt: String(attempt) });
      return { answer, xml: ask(voice, words(voice), action, voice.nothing, wayOn(next, 'invalid')) };
    },
  };
}
