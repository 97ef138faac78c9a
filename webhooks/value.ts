import * as v from 'valibot';
import type { Parameter } from '../taskrouter/parameters';
import { looksPersonal } from '../wire/discretion';
import { isSid } from '../wire/sid';

/** One thing that is wrong with a request, for whoever must mend it. */
export interface Issue {
  field: string;
  /** What came; described rather than repeated where it may be personal or secret. */
  received: string;
  /** What would do. */
  expected: string;
  hint?: string;
}

/** A value that is right, or what would have been. */
type Checked = { value: string | number | boolean | string[] } | { expected: string; hint?: string };

/**
 * Checks one field's value as it came (text, a list, a JSON value) against its parameter. Booleans and listed words in
 * any case, integers as text, lists repeated, comma- or space-separated, or as a JSON array.
 */
export function check(value: unknown, parameter: Parameter): Checked {
  const candidate = parameter.kind === 'list' ? asList(value) : asSingle(value);
  const result = v.safeParse(schemaOf(parameter), candidate);
  if (result.success) return { value: result.output };
  const hint = hintFor(candidate, parameter);
  return { expected: expectedOf(parameter), ...(hint === undefined ? {} : { hint }) };
}

/** The checked value of `field`; undefined when it is absent, or wrong: then its issue is added to `issues`. */
export function readField(
  field: string,
  fields: Readonly<Record<string, unknown>>,
  parameter: Parameter,
  issues: Issue[],
): string | number | boolean | string[] | undefined {
  const value = fields[field];
  if (isAbsent(value)) return undefined;
  const checked = check(value, parameter);
  if ('value' in checked) return checked.value;
  issues.push({ field, received: received(value, parameter.shown), ...checked });
  return undefined;
}

/** An absent value: nothing, or the empty text that Studio sends for a variable without one. */
export function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

/** In words, what a parameter takes. */
export function expectedOf(parameter: Parameter): string {
  switch (parameter.kind) {
    case 'text':
      return 'a text of at most 255 characters';
    case 'address':
      return 'a phone number such as +15550001000, client:NAME, or a SIP address';
    case 'url':
      return 'an http or https URL of at most 2000 characters';
    case 'sid':
      return `${parameter.prefix} and 32 hexadecimal digits`;
    case 'one of':
      return `one of ${parameter.values.join(', ')}`;
    case 'revision':
      return 'the etag of an earlier answer, such as "3"';
    case 'integer':
      return `an integer from ${parameter.minimum} to ${parameter.maximum}`;
    case 'boolean':
      return 'true or false';
    case 'list':
      return `one or more of ${parameter.values.join(', ')}`;
  }
}

/** In words, what came. Nothing personal or secret, nothing long, no control character. */
export function received(value: unknown, shown: Parameter['shown']): string {
  if (value === undefined || value === null || value === '') return 'nothing';
  if (Array.isArray(value)) return value.length === 0 ? 'nothing' : `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  const text = String(value);
  if (shown !== undefined || text.length > 80 || looksPersonal(text)) return `a text of ${text.length} characters`;
  return text.replace(UNPRINTABLE, '?');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]|\p{Surrogate}/gu;

type Schema = v.GenericSchema<unknown, string | number | boolean | string[]>;

function schemaOf(parameter: Parameter): Schema {
  switch (parameter.kind) {
    case 'text':
      return v.pipe(v.string(), v.maxLength(255), v.check(isPrintable));
    case 'address':
      return v.pipe(v.string(), v.maxLength(255), v.regex(/^\S+( \S+)*$/), v.check(isPrintable));
    case 'url':
      return v.pipe(v.string(), v.maxLength(2000), v.check(isWebAddress));
    case 'sid':
      return v.pipe(
        v.string(),
        v.check((text) => isSid(parameter.prefix, text)),
      );
    case 'one of':
      return oneOf(parameter.values);
    case 'revision':
      return v.pipe(v.string(), v.regex(/^(W\/)?("[\w.-]{1,64}"|[\w.-]{1,64})$/));
    case 'integer':
      return v.pipe(
        v.string(),
        v.regex(/^\d{1,9}$/),
        v.transform(Number),
        v.minValue(parameter.minimum),
        v.maxValue(parameter.maximum),
      );
    case 'boolean':
      return v.pipe(
        oneOf(['true', 'false']),
        v.transform((word) => word === 'true'),
      );
    case 'list':
      return v.pipe(v.array(oneOf(parameter.values)), v.minLength(1), v.maxLength(50));
  }
}

/** One of the words, in any case; the word itself comes out. */
function oneOf(words: readonly string[]) {
  const find = (text: string) => words.find((word) => word.toLowerCase() === text.toLowerCase());
  return v.pipe(
    v.string(),
    v.check((text) => find(text) !== undefined),
    v.transform((text) => find(text) ?? text),
  );
}

function isPrintable(text: string): boolean {
  return text.search(UNPRINTABLE) === -1;
}

function isWebAddress(text: string): boolean {
  return /^https?:\/\/[^\s/]/i.test(text) && isPrintable(text) && URL.canParse(text);
}

/** A field that came more than once with one value (in the query and in the body) is that value. */
export function single(value: unknown): unknown {
  return Array.isArray(value) && value.length > 0 && value.every((one) => one === value[0]) ? value[0] : value;
}

/** JSON numbers and booleans as text. */
function asSingle(value: unknown): unknown {
  const one = single(value);
  return typeof one === 'number' || typeof one === 'boolean' ? String(one) : one;
}

function asList(value: unknown): unknown {
  if (Array.isArray(value)) return value.length <= 50 ? value.flatMap(words) : value;
  if (typeof value !== 'string' || value.length > 2000) return value;
  if (value.trimStart().startsWith('[')) {
    try {
      return JSON.parse(value);
    } catch {
      return value;
    }
  }
  return words(value);
}

function words(value: unknown): unknown[] {
  return typeof value === 'string' ? value.split(/[\s,]+/).filter((word) => word !== '') : [value];
}

function hintFor(value: unknown, parameter: Parameter): string | undefined {
  if (Array.isArray(value) && parameter.kind !== 'list') return 'it came more than once';
  if (typeof value !== 'string') return undefined;
  if (parameter.kind === 'address' && /^ \d/.test(value)) return 'in a form, + is sent as %2B';
  if (parameter.kind === 'sid') return sidHint(value);
  return undefined;
}

/** What a SID of another kind is the SID of. */
export function sidHint(value: string): string | undefined {
  const owner = isSid(value.slice(0, 2), value) ? SID_OWNERS[value.slice(0, 2)] : undefined;
  return owner && `this is the SID of ${owner}`;
}

const SID_OWNERS: Readonly<Record<string, string>> = {
  AC: 'an account',
  CA: 'a call',
  CF: 'a conference',
  FW: 'a Studio flow',
  WA: 'an activity',
  WK: 'a worker',
  WQ: 'a task queue',
  WR: 'a reservation',
  WS: 'a workspace',
  WT: 'a task',
  WW: 'a workflow',
};
