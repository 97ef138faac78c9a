import * as fc from 'fast-check';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse';
import { RESERVATION_STATUSES } from '../taskrouter/parameters';
import { SILENCE } from '../webhooks/call-over';
import { spokenIn } from '../webhooks/voice-phrases';
import { ask, speakable, tell } from '../webhooks/voice-twiml';
import type { RunningHost } from './hosts/host';
import { source } from './hosts/source';
import { twilioRuntime } from './hosts/twilio-runtime';
import { inStatus, type Offered } from './states';
import { readTwiml, saidIn, type Verb } from './twiml';
import { startWorld, type TestWorld } from './world';

const CALL_SID = `CA${'1'.repeat(32)}`;
const ENQUEUED = { call_sid: CALL_SID, from: '+15550001111', to: '+15550002222' };
/** What Twilio sends with every request of a call. */
const ON_THE_PHONE = {
  CallSid: `CA${'2'.repeat(32)}`,
  CallStatus: 'in-progress',
  From: '+15550002222',
  To: 'client:alice',
  Direction: 'outbound-api',
};
const en = spokenIn('en');

describe.each([source, twilioRuntime])('$name', (host) => {
  let world: TestWorld;
  let functions: RunningHost;

  beforeAll(async () => {
    world = await startWorld();
    functions = await host.start({ ...world.settings, PUBLIC_URL: 'https://functions.example.com' });
  });
  afterAll(async () => {
    await functions.stop();
    await world.stop();
  });
  beforeEach(() => world.reset());

  async function call(path: string, query: Record<string, string>, fields: Record<string, string> = {}) {
    const reply = await functions.send({ path, query, fields: { ...ON_THE_PHONE, ...fields } });
    expect([reply.status, reply.headers['content-type']?.split(';')[0]]).toEqual([200, 'text/xml']);
    return readTwiml(reply.text);
  }
  const addressed = (offered: Offered) => ({ WorkspaceSid: world.world.workspaceSid, ...offered });
  const names = (verbs: readonly Verb[]) => verbs.map(({ name }) => name);
  const updates = async () =>
    (await world.requests()).filter(({ method, path }) => method === 'POST' && path.includes('/Reservations/'));

  test('the offer says who calls and from which queue, and asks for one digit', async () => {
    const offered = addressed(await world.offer(ENQUEUED));
    const verbs = await call('/voice/offer', offered);
    expect(names(verbs)).toEqual(['Gather', 'Say', 'Hangup']);
    const [gather] = verbs;
    expect(saidIn(verbs)).toEqual([
      `A call from 1 5 5 5 0 0 0 1 1 1 1, in the queue Everyone. ${en.choose}`,
      en.nothing,
    ]);
    expect(gather?.attributes).toMatchObject({ numDigits: '1', input: 'dtmf', method: 'POST' });
    const action = new URL(gather?.attributes.action ?? '');
    expect(`${action.origin}${action.pathname}`).toBe('https://functions.example.com/voice/answer');
    expect(Object.fromEntries(action.searchParams)).toEqual(offered);
  });

  test('a person with a name is named', async () => {
    const verbs = await call('/voice/offer', addressed(await world.offer({ ...ENQUEUED, name: 'Bob' })));
    expect(saidIn(verbs)[0]).toMatch(/^A call from Bob, /);
  });

  test('work that is no waiting call is offered as a task', async () => {
    const verbs = await call('/voice/offer', addressed(await world.offer({ from: 'client:bob' })));
    expect(saidIn(verbs)[0]).toMatch(/^A task from bob, /);
  });

  test('1 joins a waiting call by its reservation, and nothing accepts it before', async () => {
    const offered = addressed(await world.offer(ENQUEUED));
    const verbs = await call('/voice/answer', offered, { Digits: '1' });
    expect(names(verbs)).toEqual(['Dial']);
    expect(verbs[0]?.inside).toMatchObject([
      { name: 'Queue', attributes: { reservationSid: offered.ReservationSid }, text: '' },
    ]);
    const action = new URL(verbs[0]?.attributes.action ?? '');
    expect(action.pathname).toBe('/voice/joined');
    expect(Object.fromEntries(action.searchParams)).toEqual(offered);
    expect(await updates()).toEqual([]);
    expect(await world.statusOf(offered)).toBe('pending');
  });

  test('1 accepts what is no waiting call, says so and hangs up', async () => {
    const offered = addressed(await world.offer({}));
    const verbs = await call('/voice/answer', offered, { Digits: '1' });
    expect([names(verbs), saidIn(verbs)]).toEqual([['Say', 'Hangup'], [en.accepted]]);
    expect(await world.statusOf(offered)).toBe('accepted');
  });

  test.each([{}, ENQUEUED])('1 is understood without the SID of the task (%j)', async (attributes) => {
    const { TaskSid: _, ...offered } = addressed(await world.offer(attributes));
    const verbs = await call('/voice/answer', offered, { Digits: '1' });
    expect(names(verbs)[0]).toBe('call_sid' in attributes ? 'Dial' : 'Say');
  });

  test('2 declines, and the worker goes where the timer would have sent them', async () => {
    const offered = addressed(await world.offer(ENQUEUED));
    const verbs = await call('/voice/answer', offered, { Digits: '2' });
    expect([names(verbs), saidIn(verbs)]).toEqual([['Say', 'Hangup'], [en.declined]]);
    expect(await world.statusOf(offered)).toBe('rejected');
    const WorkerActivitySid = world.world.activities.find(({ friendlyName }) => friendlyName === 'Offline')?.sid;
    expect((await updates()).map(({ fields }) => fields)).toEqual([
      { ReservationStatus: 'rejected', WorkerActivitySid },
    ]);
  });

  test.each(['3', '12', '', '*', '1 '])('"%s" is asked again, twice, and then the call ends', async (Digits) => {
    const offered = addressed(await world.offer(ENQUEUED));
    let verbs = await call('/voice/offer', offered);
    for (let round = 0; round < 2; round += 1) {
      const query = Object.fromEntries(new URL(verbs[0]?.attributes.action ?? '').searchParams);
      verbs = await call('/voice/answer', query, { Digits });
      expect([names(verbs), saidIn(verbs)[0]]).toEqual([['Gather', 'Say', 'Hangup'], `${en.again} ${en.choose}`]);
    }
    const query = Object.fromEntries(new URL(verbs[0]?.attributes.action ?? '').searchParams);
    verbs = await call('/voice/answer', query, { Digits });
    expect([names(verbs), saidIn(verbs)]).toEqual([['Say', 'Hangup'], [`${en.again} ${en.nothing}`]]);
    expect(await world.statusOf(offered)).toBe('pending');
  });

  test.each(RESERVATION_STATUSES.filter((status) => status !== 'pending'))(
    'a digit that comes when the reservation is %s hears why it is too late, and changes nothing',
    async (status) => {
      const offered = addressed(await inStatus(world, status));
      const before = (await updates()).length;
      const verbs = await call('/voice/answer', offered, { Digits: '1' });
      expect([names(verbs), saidIn(verbs)]).toEqual([['Say', 'Hangup'], [en.late[status]]]);
      expect(await updates()).toHaveLength(before);
      expect(await world.statusOf(offered)).toBe(status);
    },
  );

  test.each(RESERVATION_STATUSES)('joined says what became of a reservation that is %s', async (status) => {
    const offered = addressed(await inStatus(world, status));
    const before = (await updates()).length;
    const inHand = ['accepted', 'wrapping', 'completed'].includes(status);
    const after = await call('/voice/joined', offered, { DialCallStatus: 'completed' });
    const words = status === 'pending' ? en.apart : inHand ? en.talked : en.late[status];
    expect([names(after), saidIn(after)]).toEqual([['Say', 'Hangup'], [words]]);
    const refused = await call('/voice/joined', offered, { DialCallStatus: 'failed' });
    expect(saidIn(refused)).toEqual([status === 'pending' ? en.apart : en.late[status]]);
    expect(await updates()).toHaveLength(before);
  });

  test.each([
    ['accepted', 'completed'],
    ['wrapping', 'completed'],
    ['completed', 'completed'],
    ['rejected', 'rejected'],
    ['timeout', 'timeout'],
    ['canceled', 'canceled'],
    ['rescinded', 'rescinded'],
    ['pending', 'rejected'],
  ] as const)('a call that ends while the reservation is %s leaves it %s', async (status, then) => {
    const offered = addressed(await inStatus(world, status));
    expect(await call('/voice/ended', offered, { CallStatus: 'completed' })).toEqual([]);
    expect(await world.statusOf(offered)).toBe(then);
  });

  test.each(['ringing', 'in-progress', 'initiated'])('a call that is only %s has not ended', async (CallStatus) => {
    const offered = addressed(await world.offer(ENQUEUED));
    await call('/voice/ended', offered, { CallStatus });
    expect(await world.statusOf(offered)).toBe('pending');
  });

  test('a worker who did not answer goes where the timer would have sent them, so that nobody is rung for ever', async () => {
    const offered = addressed(await world.offer(ENQUEUED));
    await call('/voice/ended', offered, { CallStatus: 'no-answer' });
    const worker = await world.workspace.workers(offered.WorkerSid).fetch();
    expect([worker.activityName, worker.available]).toEqual(['Offline', false]);
    expect(await world.statusOf(offered)).toBe('rejected');
  });

  test.each(['offer', 'answer', 'joined', 'ended'])(
    '%s answers a request without SIDs, and asks nobody',
    async (name) => {
      const before = (await world.requests()).length;
      for (const query of [
        {},
        { WorkerSid: 'bob' },
        { WorkspaceSid: '..', WorkerSid: '%2e%2e', ReservationSid: 'WR' },
      ]) {
        const verbs = await call(`/voice/${name}`, query as Record<string, string>, { Digits: '1' });
        expect(saidIn(verbs)).toEqual(name === 'ended' ? [] : [en.outcomes.invalid]);
      }
      expect(await world.requests()).toHaveLength(before);
    },
  );

  test.each(['offer', 'answer', 'joined'])(
    '%s goes nowhere where it was not told to go by this account',
    async (name) => {
      const offered = addressed(await world.offer(ENQUEUED));
      const before = (await world.requests()).length;
      for (const Next of ['https://evil.example.net/', '//evil.example.net/x', 'javascript:alert(1)']) {
        const verbs = await call(`/voice/${name}`, { ...offered, Next }, { Digits: '1' });
        expect([names(verbs), saidIn(verbs)]).toEqual([['Say', 'Hangup'], [en.outcomes.invalid]]);
      }
      expect(await world.requests()).toHaveLength(before);
      expect(await world.statusOf(offered)).toBe('pending');
    },
  );

  test('a Studio flow of the account gets the call back, with the outcome', async () => {
    const flow = `https://webhooks.twilio.com/v1/Accounts/${world.world.accountSid}/Flows/FW${'3'.repeat(32)}?FlowEvent=return`;
    const offered = addressed(await world.offer({}));
    const declined = addressed(await world.offer({}));
    const waiting = addressed(await world.offer(ENQUEUED));
    const wayOf = (verbs: Verb[]) => verbs.find(({ name }) => name === 'Redirect')?.text;
    expect(wayOf(await call('/voice/answer', { ...offered, Next: flow }, { Digits: '1' }))).toBe(
      `${flow}&outcome=done`,
    );
    expect(wayOf(await call('/voice/answer', { ...declined, Next: flow }, { Digits: '2' }))).toBe(
      `${flow}&outcome=done`,
    );
    expect(wayOf(await call('/voice/answer', { ...waiting, Next: flow }, { Digits: '3' }))).toBe(
      `${flow}&outcome=invalid`,
    );
    const dial = await call('/voice/answer', { ...waiting, Next: flow }, { Digits: '1' });
    const joined = new URL(dial[0]?.attributes.action ?? '');
    expect(joined.searchParams.get('Next')).toBe(flow);
    await world.workspace.tasks(waiting.TaskSid).update({ assignmentStatus: 'canceled' });
    const lost = await call('/voice/joined', Object.fromEntries(joined.searchParams), { DialCallStatus: 'failed' });
    expect(wayOf(lost)).toBe(`${flow}&outcome=lost`);
  });

  test('an attribute that holds TwiML is spoken, never carried out', async () => {
    const offered = addressed(await world.offer({ ...ENQUEUED, name: '</Say><Dial>+15550009999</Dial><Say>' }));
    const verbs = await call('/voice/offer', offered);
    expect(names(verbs)).toEqual(['Gather', 'Say', 'Hangup']);
    expect(saidIn(verbs)[0]).toContain('</Say><Dial>+15550009999</Dial><Say>');
  });
});

describe('from source', () => {
  let world: TestWorld;
  beforeAll(async () => {
    world = await startWorld();
  });
  afterAll(() => world.stop());
  beforeEach(() => world.reset());

  async function call(path: string, query: Record<string, string>, fields = {}, settings: Record<string, string> = {}) {
    const functions = await source.start({ ...world.settings, ...settings });
    const reply = await functions.send({ path, query, fields: { ...ON_THE_PHONE, ...fields } });
    return readTwiml(reply.text);
  }

  async function speaking(language: unknown) {
    const offered = await world.offer(ENQUEUED);
    const worker = world.workspace.workers(offered.WorkerSid);
    await worker.update({ attributes: JSON.stringify({ contact_uri: 'client:alice', language }) });
    return offered;
  }

  test.each([
    ['es', 'es-ES', 'Polly.Lucia', 'Una llamada'],
    ['fr-CA', 'fr-FR', 'Polly.Lea', 'Un appel'],
    ['de', 'de-DE', 'Polly.Vicki', 'Ein Anruf'],
    ['pt-BR', 'pt-BR', 'Polly.Camila', 'Uma chamada'],
    ['en-GB', 'en-US', 'Polly.Joanna', 'A call'],
    ['tlh', 'en-US', 'Polly.Joanna', 'A call'],
    [7, 'en-US', 'Polly.Joanna', 'A call'],
  ])('a worker of language %s hears %s by %s', async (language, tag, voice, words) => {
    const verbs = await call('/voice/offer', await speaking(language));
    const says = verbs.flatMap((verb) => (verb.name === 'Say' ? [verb] : verb.inside));
    expect(says.map(({ attributes }) => attributes)).toEqual([
      { language: tag, voice },
      { language: tag, voice },
    ]);
    expect(says[0]?.text.startsWith(words)).toBe(true);
  });

  test("the worker's language goes before the field's, and that before the setting's", async () => {
    const german = await speaking('de');
    const declined = async (offered: Offered, fields: object) =>
      saidIn(await call('/voice/answer', offered, { Digits: '2', ...fields }, { VOICE_LANGUAGE: 'es' }))[0];
    expect(await declined(german, { Language: 'fr' })).toBe(spokenIn('de').declined);
    await world.reset();
    expect(await declined(await world.offer(ENQUEUED), { Language: 'fr' })).toBe(spokenIn('fr').declined);
    await world.reset();
    expect(await declined(await world.offer(ENQUEUED), {})).toBe(spokenIn('es').declined);
    await world.reset();
    expect(await declined(await speaking('xx'), {})).toBe(spokenIn('es').declined);
  });

  test('who declines goes to the activity of the setting', async () => {
    const away = world.world.activities.find(({ friendlyName }) => friendlyName === 'Unavailable')?.sid ?? '';
    const offered = await world.offer(ENQUEUED);
    await call('/voice/answer', offered, { Digits: '2' }, { REJECT_ACTIVITY_SID: away });
    expect((await world.workspace.workers(offered.WorkerSid).fetch()).activityName).toBe('Unavailable');
    const other = await world.offer(ENQUEUED);
    await call('/voice/ended', other, { CallStatus: 'no-answer' }, { REJECT_ACTIVITY_SID: away });
    expect((await world.workspace.workers(other.WorkerSid).fetch()).activityName).toBe('Unavailable');
  });

  test.each([
    ['complete', 'accepted', 'completed'],
    ['complete', 'wrapping', 'completed'],
    ['Wrap', 'accepted', 'wrapping'],
    ['wrap', 'wrapping', 'wrapping'],
    ['leave', 'accepted', 'accepted'],
    ['leave', 'wrapping', 'wrapping'],
    ['hold', 'accepted', 'accepted'],
  ] as const)('AFTER_CALL=%s turns %s into %s', async (AFTER_CALL, from, to) => {
    const offered = await inStatus(world, from);
    await call('/voice/ended', offered, { CallStatus: 'completed' }, { AFTER_CALL });
    expect(await world.statusOf(offered)).toBe(to);
  });

  test('TaskRouter out of reach: the offer is neutral, the digit may be pressed again, and all is TwiML', async () => {
    const offered = await world.offer(ENQUEUED);
    const gone = { TASKROUTER_URL: 'http://127.0.0.1:9' };
    const [offer, taken, declined, joined, ended] = await Promise.all([
      call('/voice/offer', offered, {}, gone),
      call('/voice/answer', offered, { Digits: '1' }, gone),
      call('/voice/answer', offered, { Digits: '2' }, gone),
      call('/voice/joined', offered, {}, gone),
      call('/voice/ended', offered, { CallStatus: 'completed' }, gone),
    ]);
    expect(saidIn(offer)[0]).toBe(`A task. ${en.choose}`);
    expect([taken[0]?.name, saidIn(taken)[0]]).toEqual(['Gather', `${en.outcomes.unavailable} ${en.choose}`]);
    expect(saidIn(declined)).toEqual([en.outcomes.unavailable]);
    expect(saidIn(joined)).toEqual([en.outcomes.unknown]);
    expect(ended).toEqual([]);
  });

  test('a slow TaskRouter costs the offer its words, not the worker more than 2 s of silence', async () => {
    const offered = await world.offer(ENQUEUED);
    await world.faults({ times: 10, delayMs: 8_000 });
    const began = performance.now();
    const verbs = await call('/voice/offer', offered);
    expect(performance.now() - began).toBeLessThan(2_600);
    expect(saidIn(verbs)[0]).toBe(`A task. ${en.choose}`);
  });

  test.each([
    ['no JSON', '{"from": '],
    ['a list', '["call_sid"]'],
    ['a text', '"call_sid"'],
    ['40 kB of it', JSON.stringify({ ...ENQUEUED, name: `Bob ${'x'.repeat(40_000)}`, notes: 'y'.repeat(40_000) })],
    ['control characters', JSON.stringify({ ...ENQUEUED, name: 'Bob\u0000\u0007\u001b\u0085\ufffe' })],
    ['half a surrogate pair', `{"name":"Bob \\ud83d","from":"\\udc00"}`],
    ['objects where texts belong', '{"name":{"a":1},"from":["x"],"call_sid":{}}'],
    ['prototype names', '{"__proto__":{"call_sid":"x"},"constructor":"y","name":"Bob"}'],
  ])('attributes that are %s still make an offer', async (_title, attributes) => {
    const offered = await world.offer(ENQUEUED);
    // TaskRouter itself would refuse some of these; what reads them must not rely on that.
    const task = await world.workspace.tasks(offered.TaskSid).fetch();
    expect(task.sid).toBe(offered.TaskSid);
    await world.faults({
      times: 2,
      method: 'GET',
      status: 200,
      body: { sid: offered.TaskSid, attributes, task_queue_friendly_name: 'Sales\u0001' },
    });
    const verbs = await call('/voice/offer', offered);
    expect(verbs.map(({ name }) => name)).toEqual(['Gather', 'Say', 'Hangup']);
    expect(saidIn(verbs)[0]?.length).toBeLessThan(400);
    expect(saidIn(verbs)[0]).toMatch(/^A (call|task).*, in the queue Sales\. /);
  });

  test('without a known address of its own, a document points beside itself', async () => {
    const verbs = ask(en, 'Well?', 'answer?x=1', en.nothing);
    expect(readTwiml(verbs)[0]?.attributes.action).toBe('answer?x=1');
  });
});

/** Each has a world of its own: faults are the emulator's as a whole, and these run side by side. */
test.concurrent.each([500, 503, 429, 401, 404, 400])(
  'a TaskRouter that answers %i is no reason for silence',
  async (status) => {
    const world = await startWorld();
    const functions = await source.start(world.settings);
    const offered = await world.offer(ENQUEUED);
    await world.faults({ times: 1000, status, body: '<html>' });
    const asked = ['/voice/offer', '/voice/answer', '/voice/joined', '/voice/ended'].flatMap((path) =>
      ['1', '2', '3'].map(async (Digits) => {
        const fields = { ...ON_THE_PHONE, CallStatus: 'completed', Digits };
        const reply = await functions.send({ path, query: offered, fields });
        const said = saidIn(readTwiml(reply.text));
        return [reply.status, path === '/voice/ended' ? said.length === 0 : said.length > 0];
      }),
    );
    expect(new Set((await Promise.all(asked)).map(String))).toEqual(new Set(['200,true']));
    await world.stop();
  },
);

test('silence is what the library writes for an empty response', () => {
  expect(SILENCE).toBe(new VoiceResponse().toString());
});

test('any text becomes a valid document that says it', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.webUrl({ withQueryParameters: true }), (text, next) => {
      const [say, redirect] = readTwiml(tell(en, text, next));
      expect(say?.text ?? '').toBe(speakable(text));
      expect(redirect?.text).toBe(next);
    }),
  );
});
