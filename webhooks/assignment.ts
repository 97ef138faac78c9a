import { type Action, accept, call, conference, dequeue, redirect, reject } from '../taskrouter/actions';
import { type Parameter, parameters } from '../taskrouter/parameters';
import { withoutNumbers } from '../wire/discretion';
import type { Endpoint } from '../wire/endpoint';
import { json, type Reply } from '../wire/reply';
import type { Request } from '../wire/request';
import {
  type Decision,
  holds,
  type Instruction,
  type InstructionName,
  type Question,
  type Rule,
  readQuestion,
} from './assignment-question';
import { rules } from './assignment-rules';
import { check, received } from './value';

/** TaskRouter waits 5 s: https://www.twilio.com/docs/taskrouter/handle-assignment-callbacks. */
const BUDGET_MS = 4_000;

/** TaskRouter's question about a new reservation, answered by the rules. */
export const assignment: Endpoint = /* @__PURE__ */ assignmentBy(rules);

/**
 * The same by other rules. `{}` is answered only where a rule says so: TaskRouter would take it as a decision. Any fault
 * is a 500, which makes TaskRouter turn to the Workflow's fallback URL.
 */
export function assignmentBy(rules: readonly Rule[]): Endpoint {
  return {
    name: 'assignment',
    budgetMs: BUDGET_MS,
    async answer(request) {
      const reply = await decide(rules, request);
      return 'fault' in reply ? failed(reply.fault) : json(200, reply.answer, { outcome: 'done' });
    },
    apology: (why) => failed(why === 'late' ? 'the rules did not come to an end in time' : 'a bug'),
  };
}

function failed(fault: string): Reply {
  const message = 'The assignment rules gave no usable answer; the log says why.';
  const body = { code: null, message, more_info: null, status: 500, outcome: 'unavailable' };
  return json(500, body, { outcome: 'unavailable', alarm: fault });
}

type Decided = { answer: object } | { fault: string };

async function decide(rules: readonly Rule[], request: Request): Promise<Decided> {
  const question = readQuestion(request);
  for (const rule of rules) {
    try {
      const decision = await decisionOf(rule, question);
      if (decision === 'decide later') return { answer: {} };
      if (decision !== 'next rule') return { answer: inCallbackWords(decision) };
    } catch (error) {
      const reason = error instanceof Error ? error.message : typeof error;
      return { fault: `rule "${rule.name}": ${withoutNumbers(reason).slice(0, 300)}` };
    }
  }
  return { fault: 'no rule matched; a last rule without conditions would' };
}

function decisionOf({ when = {}, gives }: Rule, question: Question): Decision | Promise<Decision> {
  if (!holds(when, question)) return 'next rule';
  return typeof gives === 'function' ? gives(question) : gives;
}

const rows: Readonly<Record<InstructionName, Action>> = { accept, reject, call, dequeue, conference, redirect };

/**
 * The instruction as the callback takes it: keys of its own, lists as one text with commas, booleans as JSON, and what
 * REST calls a string (`record`, `beep`) as a string.
 */
function inCallbackWords(decision: Instruction): object {
  const { instruction, ...given }: { instruction?: unknown } & Partial<Record<string, unknown>> = Object(decision);
  const row = Object.entries(rows).find(([name]) => name === instruction)?.[1];
  if (!row)
    throw new Error(`gives ${received(instruction, undefined)} instead of an instruction, decide later or next rule`);
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  const absent = row.requires.filter((name) => given[name] === undefined);
  if (absent.length > 0) throw new Error(`${row.name} needs ${absent.join(' and ')}`);
  return Object.fromEntries([
    ['instruction', row.name],
    ...entries.map(([name, value]) => inCallbackWord(row, name, value)),
  ]);
}

function inCallbackWord(row: Action, name: string, value: unknown): [string, unknown] {
  const parameter = row.takes.find((taken) => taken === name);
  const key = parameter && row.answers[parameter];
  if (parameter === undefined || key === undefined) throw new Error(`${row.name} takes no ${name}`);
  const checked = check(value, parameters[parameter]);
  if ('value' in checked) return [key, Array.isArray(checked.value) ? checked.value.join(',') : checked.value];
  const { shown }: Parameter = parameters[parameter];
  throw new Error(`${name} is ${received(value, shown)}, but must be ${checked.expected}`);
}
