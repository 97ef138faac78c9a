/**
 * The one vocabulary of results: the HTTP status that each is sent with, the Twilio error code that stands for it where
 * TaskRouter gave none (https://www.twilio.com/docs/api/errors), and what it promises. Documents and tests read it.
 */
export const OUTCOMES = {
  done: {
    status: 200,
    code: null,
    promises: 'The reservation is in the asked state, after a request of ours that did it or may have.',
  },
  started: {
    status: 202,
    code: null,
    promises: 'TaskRouter took the instruction and a phone is ringing; the result comes by callback or fetch.',
  },
  already: { status: 200, code: null, promises: 'The reservation was in that state before us.' },
  invalid: {
    status: 400,
    code: 20001,
    promises: 'The input is at fault; issues lists every one. TaskRouter was not asked.',
  },
  unauthenticated: { status: 401, code: 20003, promises: 'It is not known who you are. TaskRouter was not asked.' },
  forbidden: {
    status: 403,
    code: 20403,
    promises: 'It is known who you are, and this is not yours. Nothing was changed.',
  },
  not_found: { status: 404, code: 20404, promises: 'There is no such workspace, worker or reservation.' },
  not_allowed: {
    status: 409,
    code: 20001,
    promises: "The reservation's state does not allow it; reservation_status names that state.",
  },
  lost: { status: 409, code: 20001, promises: 'It timed out, was canceled or was rescinded: gone before us.' },
  stale: {
    status: 412,
    code: 20412,
    promises: 'IfMatch no longer holds: somebody changed the reservation since. Nothing was changed by us.',
  },
  refused: {
    status: 422,
    code: 20001,
    promises: 'TaskRouter rejected the parameters; its own code and message are inside.',
  },
  throttled: {
    status: 429,
    code: 20429,
    promises: "TaskRouter's limit was met and no time was left to wait it out. Nothing was changed by us.",
  },
  unavailable: { status: 502, code: null, promises: 'TaskRouter certainly did not do it.' },
  unknown: {
    status: 504,
    code: null,
    promises: 'TaskRouter may or may not have done it; the message says how to find out.',
  },
} as const satisfies Record<string, { status: number; code: number | null; promises: string }>;

/** One of the results above. */
export type Outcome = keyof typeof OUTCOMES;

/** Whether what was asked for is so, or under way. */
export function isGood(outcome: Outcome): boolean {
  return OUTCOMES[outcome].status < 300;
}
