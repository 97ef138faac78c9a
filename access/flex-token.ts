import type { Deadline } from '../wire/deadline';
import type { Settings } from '../wire/settings';
import { isSid } from '../wire/sid';
import type { Holder, Refusal } from './holder';

/** Twilio's own validator, as far as it is used: it asks Twilio, resolves with claims and rejects with a text. */
export type FlexValidator = (token: string, accountSid: string, authToken: string, region: string) => Promise<object>;

/** Loaded when the first Flex token comes, so never where they are off. */
export const askTwilio: FlexValidator = async (...token) =>
  (await import('twilio-flex-token-validator')).validator(...token);

/** Milliseconds; the validator has no time limit of its own, and time must be left for TaskRouter. */
const LONGEST_MS = 4_000;

/**
 * The holder of a Flex token (an encrypted token that only Twilio can read). Its workspace is that of the settings,
 * since the token names none. A role of Flex's own is asked for; only `supervisor` speaks for other workers.
 */
export async function holderOfFlexToken(
  token: string,
  settings: Settings,
  deadline: Deadline,
  validate: FlexValidator = askTwilio,
): Promise<Holder | Refusal> {
  const { ACCOUNT_SID, AUTH_TOKEN, TASKROUTER_WORKSPACE_SID, TWILIO_REGION = '' } = settings;
  if (settings.FLEX_TOKENS?.toLowerCase() !== 'on') {
    return { refused: 'unauthenticated', message: 'The token is not a worker token, and this desk accepts no others.' };
  }
  if (!ACCOUNT_SID || !AUTH_TOKEN || !TASKROUTER_WORKSPACE_SID) {
    const alarm = 'FLEX_TOKENS needs ACCOUNT_SID, AUTH_TOKEN and TASKROUTER_WORKSPACE_SID';
    return { refused: 'unavailable', message: 'This deployment cannot check Flex tokens.', alarm };
  }
  let claims: object;
  try {
    claims = await inTime(validate(token, ACCOUNT_SID, AUTH_TOKEN, TWILIO_REGION), deadline);
  } catch (reason) {
    return refusalOf(reason);
  }
  return holderOf(claims, TASKROUTER_WORKSPACE_SID);
}

/**
 * What the validator rejects with is the bare text of whatever went wrong: Twilio's `message`, without its status (that
 * may be missing), Node's of a broken connection, or JSON.parse's of a page that is no JSON. Twilio's words for a bad
 * token are documented nowhere, so only a verdict that names the token is one; all else is no word about it.
 */
function refusalOf(reason: unknown): Refusal {
  const said = typeof reason === 'string' ? reason : '';
  if (THE_TOKEN.test(said) && VERDICT.test(said) && !UNREADABLE.test(said)) {
    return { refused: 'unauthenticated', message: 'Twilio does not confirm the Flex token.' };
  }
  const message = 'Twilio could not be asked about the Flex token. Nothing was changed.';
  if (REFUSED_US.test(said)) {
    return { refused: 'unavailable', message, alarm: 'Twilio refuses ACCOUNT_SID with AUTH_TOKEN' };
  }
  // The validator rejects with texts alone; an error means that it could not be loaded, or broke.
  const broken = reason instanceof Error ? { alarm: 'twilio-flex-token-validator cannot be used' } : {};
  return { refused: 'unavailable', message, ...broken };
}

/** Not the auth token, which is ours. */
const THE_TOKEN = /(?<!\bauth[ -])\btoken\b/i;
const VERDICT = /\b(invalid|not valid|expired|malformed|revoked)\b/i;
const UNREADABLE = /^(Unexpected|Expected|Unterminated|Bad) |\bJSON\b/;
/** https://www.twilio.com/docs/api/errors/20003 */
const REFUSED_US = /^Authenticat/i;

function inTime<Value>(asked: Promise<Value>, deadline: Deadline): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject('no answer in time'), Math.min(LONGEST_MS, deadline.left()));
  });
  return Promise.race([asked, late]).finally(() => clearTimeout(timer));
}

const ROLES = ['agent', 'supervisor', 'admin'];

function holderOf(claims: object, workspaceSid: string): Holder | Refusal {
  const workerSid = 'worker_sid' in claims ? claims.worker_sid : undefined;
  const roles: unknown[] = 'roles' in claims && Array.isArray(claims.roles) ? claims.roles : [];
  if (!isSid('WK', workerSid) || !roles.some((role) => ROLES.includes(String(role)))) {
    return { refused: 'forbidden', message: 'The Flex token names no worker with a role of Flex.' };
  }
  return { workspaceSid, workerSid, supervises: roles.includes('supervisor') };
}
