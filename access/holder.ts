import type { Outcome } from '../wire/outcome';

/** Whom a token speaks for. Every SID in it has been checked by pattern. */
export interface Holder {
  workspaceSid: string;
  workerSid: string;
  /** Whether it may speak for other workers of its workspace, too. */
  supervises: boolean;
}

/** Why a token opens nothing. No word of it comes from the token. */
export interface Refusal {
  refused: Extract<Outcome, 'unauthenticated' | 'forbidden' | 'unavailable'>;
  message: string;
  /** A setting that a person must mend. */
  alarm?: string;
}
