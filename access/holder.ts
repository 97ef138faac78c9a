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

export const isWorkerSid = (value: unknown): value is string => isSid(value, 'WK');
export const isWorkspaceSid = (value: unknown): value is string => isSid(value, 'WS');

function isSid(value: unknown, prefix: string): value is string {
  return typeof value === 'string' && new RegExp(`^${prefix}[0-9a-fA-F]{32}$`).test(value);
}
