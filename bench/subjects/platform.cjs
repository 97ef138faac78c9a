// As much of the Functions platform as a Function sees, the same for every subject.
const { ACCOUNT_SID, AUTH_TOKEN, sids } = require('./case.cjs');

class Response {
  status = 200;
  /** @type {Record<string, string>} */
  headers = {};
  /** @type {unknown} */
  body = undefined;
  /** @param {number} status */
  setStatusCode(status) {
    this.status = status;
  }
  /** @param {unknown} body */
  setBody(body) {
    this.body = body;
  }
  /** @param {string} name @param {string} value */
  appendHeader(name, value) {
    this.headers[name] = value;
  }
}
Object.assign(globalThis, { Twilio: { Response } });

/**
 * @typedef {{ ACCOUNT_SID: string, AUTH_TOKEN: string, TASKROUTER_URL: string, DOMAIN_NAME?: string }} Context
 * @typedef {{ WorkspaceSid: string, WorkerSid: string, ReservationSid: string, TaskSid?: string, request?: object }} Event
 * @typedef {(context: Context, event: Event, callback: (error: unknown, answer?: unknown) => void) => void} Handler
 */

/**
 * One call of a Function; rejects unless it answered what it should.
 * @param {Handler} handler
 * @param {'accept' | 'offer'} what
 * @returns {Promise<void>}
 */
exports.call = (handler, what) =>
  new Promise((done, failed) => {
    const context = {
      ACCOUNT_SID,
      AUTH_TOKEN,
      TASKROUTER_URL: process.env.TASKROUTER_URL ?? '',
      DOMAIN_NAME: 'example.twil.io',
    };
    handler(context, { ...eventOf(what), request: { headers: {}, cookies: {} } }, (error, answer) => {
      if (isRight(answer, what)) done();
      else failed(new Error(`wrong answer: ${error} ${JSON.stringify(answer)}`));
    });
  });

/**
 * A reservation's action is given no TaskSid, since it takes none.
 * @param {'accept' | 'offer'} what
 * @returns {Event}
 */
function eventOf(what) {
  const { TaskSid, ...event } = sids;
  return what === 'offer' ? { ...event, TaskSid } : event;
}

/**
 * @param {unknown} answer
 * @param {'accept' | 'offer'} what
 */
function isRight(answer, what) {
  const body = answer instanceof Response ? answer.body : answer;
  if (what === 'offer') return /<Gather[^>]*><Say[^>]*>.*Example Caller.*<\/Say><\/Gather>/.test(String(body));
  return typeof body === 'object' && body !== null && Object.values(body).includes('accepted');
}
