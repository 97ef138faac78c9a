import type { Time } from '../wire/deadline';
import { withoutNumbers } from '../wire/discretion';
import { type Transport, TransportError } from './transport';

/** Why a request to TaskRouter did not succeed, told apart by what is certain about it. */
export interface Failure {
  readonly kind: FailureKind;
  /** Twilio's own error code, message and page, where it gave them. */
  readonly code?: number;
  readonly message: string;
  readonly moreInfo?: string;
  /** Milliseconds that TaskRouter asked us to wait. */
  readonly retryAfterMs?: number;
}

export type FailureKind =
  /** 429: not processed. */
  | 'throttled'
  /** 404. */
  | 'not found'
  /** 412: the revision has moved on. */
  | 'stale'
  /** Another 4xx: not done, and TaskRouter says why. */
  | 'refused'
  /** 401 or 403: our own credentials; not done. */
  | 'credentials'
  /** A setting of ours is missing or wrong; nothing was sent. */
  | 'settings'
  /** The request never left; not done. */
  | 'unsent'
  /** It left, and what became of it is not known: 5xx, a redirect, a lost or cut answer, a success that can't be read. */
  | 'ambiguous';

/** Tells apart all that the library, or our transport below it, throws. */
export function failureOf(error: unknown, transport: Transport, time: Time): Failure {
  if (error instanceof TransportError) return { kind: error.sent ? 'ambiguous' : 'unsent', message: error.message };
  // The HTTP status is the transport's: an RFC 9457 body may claim another.
  const { status } = transport;
  if (status === 0) return { kind: 'settings', message: error instanceof Error ? error.message : 'unusable settings' };
  const said = wordsOf(error);
  const retryAfterMs = waitOf(transport.headers['retry-after'], time);
  return {
    kind: kindOf(status),
    message: said.message ?? `TaskRouter answered ${status}${status < 300 ? ' with a body that cannot be read' : ''}`,
    ...(said.code === undefined ? {} : { code: said.code }),
    ...(said.moreInfo === undefined ? {} : { moreInfo: said.moreInfo }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

function kindOf(status: number): FailureKind {
  if (status < 400 || status >= 500 || status === 408) return 'ambiguous';
  return KINDS[status] ?? 'refused';
}

const KINDS: Readonly<Record<number, FailureKind>> = {
  401: 'credentials',
  403: 'credentials',
  404: 'not found',
  412: 'stale',
  429: 'throttled',
};

/** Twilio's words out of a RestException or an RFC 9457 TwilioServiceException. */
function wordsOf(error: unknown): { code?: number; message?: string; moreInfo?: string } {
  if (!(error instanceof Error) || !('status' in error)) return {};
  const { code, message, moreInfo, detail, type } = error as Error & {
    code?: unknown;
    moreInfo?: unknown;
    detail?: unknown;
    type?: unknown;
  };
  const page = [moreInfo, type].find((link) => typeof link === 'string' && TWILIO_PAGE.test(link));
  const text = typeof detail === 'string' ? `${message}: ${detail}` : message;
  return {
    ...(typeof code === 'number' ? { code } : {}),
    ...(typeof text === 'string' && text !== '' ? { message: withoutNumbers(text).slice(0, 500) } : {}),
    ...(typeof page === 'string' ? { moreInfo: page } : {}),
  };
}

const TWILIO_PAGE = /^https:\/\/www\.twilio\.com\/[\w\-./]*$/;

/** `Retry-After`, in seconds or as a date; undefined when there is none or it says nothing. */
function waitOf(value: string | undefined, time: Time): number | undefined {
  if (value === undefined) return undefined;
  if (/^\s*\d+(\.\d+)?\s*$/.test(value)) return Number(value) * 1000;
  // Date.parse finds a date in nearly anything; a date of HTTP ends so: https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7.
  const date = / GMT\s*$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - time.today());
}
