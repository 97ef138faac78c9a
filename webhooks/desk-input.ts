import { actions } from '../taskrouter/actions';
import type { Request } from '../wire/request';
import { isSid } from '../wire/sid';
import { type Issue, isAbsent, readField, received } from './value';

type Fields = Request['fields'];

/** `find` is left out: given a task, it would show other workers' reservations; `list` shows one's own. */
const { find: _, ...rows } = actions;

/** The rows of the table that concern one's own reservations. */
export const DESK_ROWS = rows;

export type DeskAction = keyof typeof rows | 'list';

/** What a desk may ask for. */
const DESK_ACTIONS: readonly DeskAction[] = [...(Object.keys(rows) as (keyof typeof rows)[]), 'list'];

/** The field `Action`; undefined with an issue where it is none. */
export function readAction(fields: Fields, issues: Issue[]): DeskAction | undefined {
  const values = DESK_ACTIONS;
  if (isAbsent(fields.Action)) {
    issues.push({ field: 'Action', received: 'nothing', expected: `one of ${values.join(', ')}` });
    return undefined;
  }
  // Shown as a secret: a token put into the wrong field must not come back.
  const parameter = { kind: 'one of', values, shown: 'secret' } as const;
  return readField('Action', fields, parameter, issues) as DeskAction | undefined;
}

/** Fields that mean something where Twilio itself is the caller, or where the answer may be spoken. */
const STRANGERS = ['Reply', 'Next', 'Language', 'CallStatus', 'EventType'];

/** `fields` without those; each that says something is an issue. */
export function withoutStrangers(fields: Fields, issues: Issue[]): Record<string, unknown> {
  const said = STRANGERS.filter((field) => !isAbsent(fields[field]));
  issues.push(...said.map((field) => strange(field, 'the desk')));
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !STRANGERS.includes(name)));
}

/** `list` takes a worker and nothing else. */
export function issuesOfList({ WorkspaceSid: _workspace, WorkerSid, ...others }: Record<string, unknown>): Issue[] {
  const issues = Object.keys(others).map((field) => strange(received(field, undefined), 'list'));
  if (!isAbsent(WorkerSid) && !isSid('WK', WorkerSid)) {
    const expected = 'the SID of a worker: WK and 32 hexadecimal digits';
    issues.unshift({ field: 'WorkerSid', received: received(WorkerSid, undefined), expected });
  }
  return issues.slice(0, MOST_REPORTED);
}

const MOST_REPORTED = 100;

function strange(field: string, where: string): Issue {
  return { field, received: 'a field of this name', expected: `no such field for ${where}` };
}
