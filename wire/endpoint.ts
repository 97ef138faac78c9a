import type { Deadline } from './deadline';
import type { Reply } from './reply';
import type { Request } from './request';

/** One webhook, whole: what it does and what it says when it could not. It knows no host. */
export interface Endpoint {
  /** For the log: `reservations/accept`. */
  readonly name: string;
  /** Milliseconds that it may take, all in all. */
  readonly budgetMs: number;
  answer(request: Request, deadline: Deadline): Promise<Reply>;
  /** The answer when `answer` threw (`bug`) or did not end in time (`late`). Must not throw. */
  apology(why: 'bug' | 'late', request: Request): Reply;
  /** The answer to a browser's OPTIONS, for hosts that let us give it; an endpoint that no browser calls has none. */
  preflight?(request: Request): Reply;
}

/**
 * Runs an endpoint inside its deadline: the answer, or its apology shortly after the deadline, whichever comes first.
 * Never throws.
 */
export async function respond(endpoint: Endpoint, request: Request, deadline: Deadline): Promise<Reply> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Reply>((resolve) => {
    // The endpoint keeps its own deadline; this is for the one that does not.
    timer = setTimeout(() => resolve(endpoint.apology('late', request)), deadline.left() + GRACE_MS);
  });
  try {
    return await Promise.race([endpoint.answer(request, deadline), late]);
  } catch (error) {
    const reply = endpoint.apology('bug', request);
    return { ...reply, noted: { ...reply.noted, alarm: `bug: ${where(error)}` } };
  } finally {
    clearTimeout(timer);
  }
}

const GRACE_MS = 150;

/** The kind of an error and its first frame: enough to find a bug, and never a value that a request carried. */
function where(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return `${error.constructor.name} ${/\n\s+(at .*)/.exec(error.stack ?? '')?.[1] ?? ''}`.trim();
}
