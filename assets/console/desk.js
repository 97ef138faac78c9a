/** The desk of this deployment, over a form with the field Token: such a POST needs no preflight. */
export class Desk {
  /** In memory only: closing or reloading the page forgets it. */
  #token;

  constructor(token) {
    this.#token = token;
  }

  /** Asks the desk; always an answer with an outcome, also where none came. */
  async ask(action, fields = []) {
    const body = new URLSearchParams([['Token', this.#token], ['Action', action], ...fields]);
    try {
      const answer = await fetch('desk', { method: 'POST', body, signal: AbortSignal.timeout(15_000) });
      const said = await answer.json();
      if (typeof said.outcome === 'string') return said;
    } catch {
      // Told below: a lost connection and an answer that is no JSON come to the same.
    }
    const reads = action === 'list' || action === 'fetch';
    const message = reads
      ? 'The desk did not answer.'
      : 'The desk did not answer. It may have been done: see the list.';
    return { outcome: reads ? 'unavailable' : 'unknown', message };
  }
}

/** The door that `npm start` opens on one's own machine: workers with tokens, and activities. Absent on a deployment. */
export async function localSession() {
  try {
    const answer = await fetch('_local/session');
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

/** Lets a call come in for a worker, on one's own machine. */
export async function ring(workerSid) {
  const answer = await fetch('_local/call', { method: 'POST', body: new URLSearchParams({ WorkerSid: workerSid }) });
  if (!answer.ok) throw new Error(`no call: ${answer.status}`);
  return answer.json();
}
