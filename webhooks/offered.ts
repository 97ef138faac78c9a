import type { Attributes } from '../taskrouter/attributes';
import type { Task } from '../taskrouter/surroundings';
import { speakable } from './voice-twiml';

/** What can be said of a task. */
export interface Offered {
  what: 'call' | 'task';
  who?: string | undefined;
  queue?: string | undefined;
}

export function offeredBy({ attributes, queue }: Task): Offered {
  return {
    what: isEnqueuedCall(attributes) ? 'call' : 'task',
    who: name(attributes) ?? address(attributes.from ?? attributes.caller),
    queue: short(queue),
  };
}

/** A task that `<Enqueue>` made has the waiting call among its attributes. */
export function isEnqueuedCall({ call_sid }: Attributes): boolean {
  return typeof call_sid === 'string' && call_sid !== '';
}

function name(attributes: Attributes): string | undefined {
  return short(attributes.name) ?? short(attributes.caller_name);
}

/** A number digit by digit, or a client's or SIP user's name. */
function address(value: unknown): string | undefined {
  const text = short(value);
  if (text === undefined) return undefined;
  if (/^\+?\d+$/.test(text)) return [...text.replace('+', '')].join(' ');
  return text.replace(/^(client|sips?):/i, '').replace(/@.*$/, '');
}

/** A text that can be listened to. */
function short(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = speakable(value.slice(0, LONGEST));
  return text === '' ? undefined : text;
}

const LONGEST = 120;
