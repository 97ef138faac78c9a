import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { LocalDevelopmentServer } from '@twilio/runtime-handler/dev';
import * as fc from 'fast-check';
import { serve } from '../hosts/twilio-functions';
import type { Endpoint } from '../wire/endpoint';
import { OUTCOMES } from '../wire/outcome';

/** What the runtime makes of an answer, in its forking mode (`serialize`) and in the other. */
interface RuntimeResponse {
  serialize(): { statusCode: number; headers: Record<string, unknown>; body: unknown };
  applyToExpressResponse(response: object): void;
}
type Handler = (context: object, event: object, callback: (error: unknown, response: RuntimeResponse) => void) => void;

const ENV = {
  ACCOUNT_SID: `AC${'0'.repeat(32)}`,
  AUTH_TOKEN: '0'.repeat(32),
  TASKROUTER_WORKSPACE_SID: `WS${'0'.repeat(32)}`,
  // Nothing listens there: what is valid ends as unavailable at once.
  TASKROUTER_URL: 'http://127.0.0.1:9',
};

let logged: jest.SpyInstance[];

beforeAll(() => {
  // Its constructor puts the runtime's own Twilio.Response into the global scope, as it is when a function runs.
  new LocalDevelopmentServer(0, {
    baseDir: process.cwd(),
    env: ENV,
    port: 0,
    url: 'http://127.0.0.1',
    detailedLogs: false,
    live: false,
    logs: false,
    legacyMode: false,
    appName: 'test',
    forkProcess: false,
    enableDebugLogs: false,
    routes: { functions: [], assets: [] },
  });
  logged = (['log', 'error'] as const).map((name) => jest.spyOn(console, name).mockImplementation(() => {}));
});
afterAll(() => {
  for (const spy of logged) spy.mockRestore();
});

/** Runs a handler once and waits long enough to catch a second answer. */
async function answersOf(handler: Handler, event: object, wait = 0): Promise<RuntimeResponse[]> {
  const answers: RuntimeResponse[] = [];
  await new Promise<void>((done) => {
    handler({ ...ENV, DOMAIN_NAME: 'functions.example.com' }, event, (error, response) => {
      expect(error).toBeNull();
      answers.push(response);
      setTimeout(done, wait);
    });
  });
  return answers;
}

/** The answer's text, having checked that both modes of the runtime send the same. */
function textOf(answer: RuntimeResponse): { status: number; text: string } {
  const forked = answer.serialize();
  const sent: { status?: number; body?: unknown } = {};
  answer.applyToExpressResponse({
    status: (status: number) => Object.assign(sent, { status }),
    set: (headers: Record<string, unknown>) => expect(JSON.stringify(headers)).not.toMatch(/\\[rn]/),
    send: (body: unknown) => Object.assign(sent, { body }),
  });
  const inProcess = typeof sent.body === 'object' ? JSON.stringify(sent.body) : String(sent.body);
  expect([forked.statusCode, forked.body]).toEqual([sent.status, inProcess]);
  return { status: forked.statusCode, text: inProcess };
}

test('ten thousand odd events each get exactly one well-formed answer', async () => {
  const handlers = ['accept', 'call', 'conference', 'update', 'find', 'fetch'].map(
    (name) =>
      createRequire(__filename)(
        resolve(join(process.env.BUILT ?? 'dist', `functions/reservations/${name}.protected.js`)),
      ).handler as Handler,
  );
  const sid = (prefix: string) => `${prefix}${'a'.repeat(32)}`;
  const value = fc.oneof(
    fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true, withSet: true }),
    fc.constantFrom('', '\u0000', 'a\r\nb: c', '\ud800', 'True', '30', sid('WK'), sid('WR'), '"1"\r\n'),
  );
  const key = fc.oneof(
    fc.constantFrom('WorkerSid', 'ReservationSid', 'WorkspaceSid', 'IfMatch', 'Reply', 'Next', 'Language', 'CallUrl'),
    fc.constantFrom('request', 'CallSid', 'CallStatus', 'EventType', 'From', 'To', 'Timeout', 'TaskSid', 'Record'),
    fc.string(),
  );
  const valid = fc.record({ WorkerSid: fc.constant(sid('WK')), ReservationSid: fc.constant(sid('WR')) });
  const event = fc.tuple(fc.option(valid), fc.dictionary(key, value, { maxKeys: 6 }));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...handlers), event, async (handler, [base, odd]) => {
      const answers = await answersOf(handler, { request: { headers: {}, cookies: {} }, ...base, ...odd });
      expect(answers).toHaveLength(1);
      const { status, text } = textOf(answers[0] as RuntimeResponse);
      expect(status).toBeGreaterThanOrEqual(200);
      if (text.startsWith('<?xml')) expect(text).toMatch(/<\/Response>$/);
      else expect(Object.keys(OUTCOMES)).toContain(JSON.parse(text).outcome);
    }),
    { numRuns: 10_000 },
  );
}, 120_000);

describe('an endpoint that', () => {
  const said = { status: 504, headers: { 'Content-Type': 'application/json' }, body: '{"outcome":"unknown"}' };
  const endpoint = (answer: Endpoint['answer']): Endpoint => ({
    name: 'test',
    budgetMs: 50,
    answer,
    apology: () => ({ ...said, noted: { outcome: 'unknown' } }),
  });

  test.each<[string, Endpoint['answer']]>([
    [
      'throws at once',
      () => {
        throw new Error('secret');
      },
    ],
    [
      'throws late',
      async () => {
        await new Promise((done) => setTimeout(done, 20));
        throw new TypeError('secret');
      },
    ],
    ['rejects with no error', () => Promise.reject(undefined)],
    ['never answers', () => new Promise(() => {})],
    [
      'answers after its deadline',
      () => new Promise((done) => setTimeout(() => done({ ...said, body: '{}', noted: { outcome: 'done' } }), 300)),
    ],
  ])('%s is apologised for, once', async (_title, answer) => {
    const answers = await answersOf(serve(endpoint(answer)) as Handler, {}, 350);
    expect(answers).toHaveLength(1);
    expect(textOf(answers[0] as RuntimeResponse)).toEqual({ status: 504, text: '{"outcome":"unknown"}' });
    expect(JSON.stringify(logged.map((spy) => spy.mock.calls))).not.toContain('secret');
  });
});
