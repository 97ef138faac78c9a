import type { Parameter } from '../taskrouter/parameters';
import type { Request } from '../wire/request';
import { expectedOf, type Issue, readField, received } from './value';

/** How the answer shall look, known even when the rest of the request is wrong. */
export interface Manner {
  form: 'json' | 'studio' | 'twiml';
  /** Where a call goes on after a spoken answer. */
  next?: string;
  /** As asked for; the phrases decide what they have. */
  language?: string;
}

/** The fields beside an action's own that every action takes. */
export const CONTROLS = {
  Reply: {
    kind: 'one of',
    values: ['json', 'studio', 'twiml'],
    description: 'How the answer looks: json, studio (always 200, every key present), or twiml (spoken).',
  },
  Language: { kind: 'text', description: 'The language of a spoken answer: en, es, fr, de or pt-BR.' },
  Next: {
    kind: 'url',
    description: 'Where the call goes on after a spoken answer: this deployment, or a Studio flow of the account.',
  },
} as const satisfies Record<string, Parameter & { description: string }>;

/** A voice webhook of Twilio's: a person is on the line. */
export function isVoiceWebhook(fields: Request['fields']): boolean {
  return 'CallSid' in fields && 'CallStatus' in fields;
}

/** The manner of the answer, and every issue with it. */
export function readManner({ fields, settings, home }: Request): { manner: Manner; issues: Issue[] } {
  const issues: Issue[] = [];
  const manner: Manner = { form: isVoiceWebhook(fields) ? 'twiml' : 'json' };
  const form = readField('Reply', fields, CONTROLS.Reply, issues);
  if (form !== undefined) manner.form = form as Manner['form'];
  const language = readField('Language', fields, CONTROLS.Language, issues) ?? settings.VOICE_LANGUAGE;
  if (language !== undefined) manner.language = String(language);
  const next = readNext(fields, issues);
  if (next !== undefined) {
    const address = ownAddress(next, home, settings.ACCOUNT_SID);
    if (address) manner.next = address;
    else {
      const hint = 'only this deployment, or a Studio flow of this account';
      issues.push({ field: 'Next', received: received(next, undefined), expected: expectedOf(CONTROLS.Next), hint });
    }
  }
  return { manner, issues };
}

/** A path of this deployment, or a whole address. */
function readNext(fields: Request['fields'], issues: Issue[]): string | undefined {
  const { Next } = fields;
  if (typeof Next === 'string' && Next.length <= 2000 && /^\/(?![/\\])/.test(Next)) return Next;
  return readField('Next', fields, CONTROLS.Next, issues) as string | undefined;
}

const FLOW =
  /^https:\/\/webhooks\.twilio\.com\/v1\/Accounts\/(AC[0-9a-fA-F]{32})\/Flows\/FW[0-9a-fA-F]{32}(\?[^\s#]*)?$/;

/** `next` as a whole address if it is this deployment's or a Studio flow of this account; undefined otherwise. */
function ownAddress(next: string, home: string | undefined, account: string | undefined): string | undefined {
  const flow = FLOW.exec(next);
  if (flow) return flow[1] === account ? next : undefined;
  if (home === undefined || !URL.canParse(home)) return undefined;
  // A path is meant below the deployment, which may have a prefix of its own.
  const whole = next.startsWith('/') ? home + next : next;
  if (!URL.canParse(whole)) return undefined;
  const url = new URL(whole);
  const within = url.origin === new URL(home).origin && url.username === '' && url.password === '';
  return within ? url.href : undefined;
}
