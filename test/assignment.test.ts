import { type ActionName, actions } from '../taskrouter/actions';
import { type Parameter, parameters } from '../taskrouter/parameters';
import { assignmentBy } from '../webhooks/assignment';
import type { Decision, Rule } from '../webhooks/assignment-question';
import { Deadline } from '../wire/deadline';
import { respond } from '../wire/endpoint';
import { source } from './hosts/source';
import { twilioRuntime } from './hosts/twilio-runtime';
import { sample } from './samples';
import { startWorld } from './world';

const HOME = 'https://functions.example.com/prod';
const sid = (prefix: string, digit: string) => `${prefix}${digit.repeat(32)}`;
const TASK = { call_sid: sid('CA', '1'), from: '+15550001111', to: '+15550002222', language: 'de' };
const WORKER = { contact_uri: 'client:alice', skills: ['sales'] };
const SIDS = {
  WorkspaceSid: sid('WS', '2'),
  WorkerSid: sid('WK', '3'),
  ReservationSid: sid('WR', '4'),
  TaskSid: sid('WT', '5'),
};
/** A question as TaskRouter's documents word it, with the channel that some have seen beside it. */
const QUESTION: Record<string, string> = {
  ...SIDS,
  Timestamp: '1700000000',
  AccountSid: sid('AC', '6'),
  WorkflowSid: sid('WW', '7'),
  TaskQueueSid: sid('WQ', '8'),
  TaskAge: '7',
  TaskPriority: '3',
  TaskChannelUniqueName: 'voice',
  TaskAttributes: JSON.stringify(TASK),
  WorkerAttributes: JSON.stringify(WORKER),
  WorkerName: 'alice',
};
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(QUESTION).filter(([name]) => !names.includes(name)));

describe.each([source, twilioRuntime])('$name', (host) => {
  async function ask(fields: Record<string, string>, settings: Record<string, string> = {}) {
    const world = await startWorld();
    const functions = await host.start({ ...world.settings, PUBLIC_URL: HOME, ...settings });
    const reply = await functions.send({ path: '/assignment', fields });
    await functions.stop();
    await world.stop();
    expect(reply.headers['content-type']).toMatch(/^application\/json/);
    const json = JSON.parse(reply.text);
    // A text here would be JSON in JSON, which TaskRouter cannot read (40001).
    expect(typeof json).toBe('object');
    return { status: reply.status, json };
  }

  test('a waiting call rings its worker for 20 s, with addresses that hold SIDs and nothing else', async () => {
    const { status, json } = await ask(QUESTION);
    const home = host === source ? 'https://functions.example.com' : HOME;
    const query = `ReservationSid=${SIDS.ReservationSid}&TaskSid=${SIDS.TaskSid}&WorkerSid=${SIDS.WorkerSid}&WorkspaceSid=${SIDS.WorkspaceSid}`;
    expect([status, json]).toEqual([
      200,
      {
        instruction: 'call',
        from: '+15550002222',
        url: `${home}/voice/offer?${query}`,
        status_callback_url: `${home}/voice/ended?${query}`,
        accept: false,
        timeout: 20,
      },
    ]);
  });

  test.each([
    ['a task of another channel', { ...QUESTION, TaskChannelUniqueName: 'chat' }],
    ['a task that is no waiting call', { ...QUESTION, TaskAttributes: '{}' }],
    ['a worker who cannot be called', { ...QUESTION, WorkerAttributes: '{}' }],
    ['attributes that are no JSON', { ...QUESTION, TaskAttributes: '{"call_sid":', WorkerAttributes: 'null' }],
    ['attributes that are a list', { ...QUESTION, TaskAttributes: '["call_sid"]' }],
    ['no attributes', without('TaskAttributes', 'WorkerAttributes')],
    ['nothing at all', {}],
    [
      'a caller who dialled no number',
      { ...QUESTION, TaskAttributes: JSON.stringify({ ...TASK, to: 'sip:sales@example.com' }) },
    ],
  ])('%s is decided later', async (_title, fields) => {
    expect(await ask(fields)).toEqual({ status: 200, json: {} });
  });
});

describe('the shipped rules', () => {
  async function ask(fields: Record<string, string>, settings: Record<string, string> = {}) {
    const functions = await source.start(settings);
    const reply = await functions.send({ path: '/assignment', fields });
    return { status: reply.status, json: JSON.parse(reply.text) };
  }

  test('CALLER_ID goes before the number that was dialled', async () => {
    expect((await ask(QUESTION, { CALLER_ID: '+15550009999' })).json.from).toBe('+15550009999');
    const sip = { ...QUESTION, TaskAttributes: JSON.stringify({ ...TASK, to: 'sip:sales@example.com' }) };
    expect((await ask(sip, { CALLER_ID: 'client:desk' })).json.from).toBe('client:desk');
  });

  test('a question that names no channel is about a call if the task holds one', async () => {
    expect((await ask(without('TaskChannelUniqueName', 'WorkerName'))).json.instruction).toBe('call');
  });

  test.each(['WorkerSid', 'ReservationSid', 'TaskSid'])('a waiting call without %s is a fault', async (field) => {
    expect((await ask(without(field))).status).toBe(500);
  });

  test('40 kB of attributes are read like any others', async () => {
    const attributes = JSON.stringify({ ...TASK, notes: 'x'.repeat(40_000) });
    expect((await ask({ ...QUESTION, TaskAttributes: attributes })).json.instruction).toBe('call');
  });
});

/** What rules of a test's own make of a question, with what the log says. */
async function decide(rules: readonly Rule[], { home = HOME, fields = QUESTION, settings = {} } = {}) {
  const endpoint = assignmentBy(rules);
  const request = { fields, headers: {}, settings, ...(home === '' ? {} : { home }) };
  const reply = await respond(endpoint, request, new Deadline(300));
  return { status: reply.status, json: JSON.parse(reply.body), alarm: reply.noted.alarm };
}
const gives = (decision: Decision | ((...all: never[]) => unknown)) => [{ name: 'mine', gives: decision }] as Rule[];

describe('rules', () => {
  test('the first that matches wins', async () => {
    const rules: Rule[] = [
      { name: 'another workflow', when: { workflowSid: sid('WW', '0') }, gives: { instruction: 'accept' } },
      { name: 'this queue', when: { queueSid: sid('WQ', '8') }, gives: 'next rule' },
      { name: 'German', when: { task: { language: ['de', 'at'] } }, gives: { instruction: 'reject' } },
      { name: 'everything', gives: 'decide later' },
    ];
    expect((await decide(rules)).json).toEqual({ instruction: 'reject' });
  });

  test.each<[string, Rule['when'], boolean]>([
    ['a channel', { channel: 'voice' }, true],
    ['another channel', { channel: 'chat' }, false],
    ['one of several queues', { queueSid: [sid('WQ', '8'), sid('WQ', '9')] }, true],
    ['an attribute of the task', { task: { language: 'de' } }, true],
    ['an attribute that is missing', { task: { vip: true } }, false],
    ['an attribute that shall be missing', { task: { vip: undefined } }, true],
    [
      'an attribute of the worker, tested',
      { worker: { skills: (it) => Array.isArray(it) && it.includes('sales') } },
      true,
    ],
    ['all of several conditions', { channel: 'voice', task: { language: 'fr' } }, false],
    ['a name that every object has', { task: { constructor: undefined } }, true],
  ])('a rule may ask for %s', async (_title, when, matches) => {
    const rules: Rule[] = [
      { name: 'mine', when: when ?? {}, gives: { instruction: 'accept' } },
      { name: 'else', gives: 'decide later' },
    ];
    expect((await decide(rules)).json).toEqual(matches ? { instruction: 'accept' } : {});
  });

  test('a rule may be a function of task and worker', async () => {
    const rules: Rule[] = [
      {
        name: 'mine',
        gives: ({ task, worker }) => ({
          instruction: 'redirect',
          redirectCallSid: String(task.attributes.call_sid),
          redirectUrl: `https://voice.example.com/${worker.name}?age=${task.age}&priority=${task.priority}`,
        }),
      },
    ];
    expect((await decide(rules)).json).toEqual({
      instruction: 'redirect',
      call_sid: sid('CA', '1'),
      url: 'https://voice.example.com/alice?age=7&priority=3',
    });
  });

  test.each(['accept', 'reject', 'call', 'dequeue', 'conference', 'redirect'] as const)(
    "%s comes out in the callback's own words, every parameter of it",
    async (name) => {
      const row = actions[name];
      const given = Object.fromEntries(
        row.takes.map((taken) => [taken, sample(parameters[taken], 'https://voice.example.com/x')]),
      );
      const { status, json } = await decide(gives({ instruction: name, ...given } as Decision));
      expect(status).toBe(200);
      expect(Object.keys(json)).toEqual(['instruction', ...row.takes.map((taken) => keyOf(name, taken))]);
      // Lists are one text, and what REST calls a string is one here, too.
      for (const taken of row.takes) {
        const value = json[keyOf(name, taken)];
        const { kind }: Parameter = parameters[taken];
        expect(typeof value).toBe(kind === 'boolean' ? 'boolean' : kind === 'integer' ? 'number' : 'string');
      }
    },
  );

  test('events go out as one text with commas, record as a text', async () => {
    const { json } = await decide(
      gives({
        instruction: 'dequeue',
        dequeueRecord: 'record-from-answer',
        dequeueStatusCallbackUrl: 'https://voice.example.com/calls',
        dequeueStatusCallbackEvent: ['initiated', 'completed'],
        dequeueTimeout: 30,
      }),
    );
    expect(json).toEqual({
      instruction: 'dequeue',
      record: 'record-from-answer',
      status_callback_url: 'https://voice.example.com/calls',
      status_callback_events: 'initiated,completed',
      timeout: 30,
    });
  });

  test.each<[string, Decision | ((...all: never[]) => unknown), RegExp]>([
    [
      'throws',
      () => {
        throw new Error('no such customer');
      },
      /^rule "mine": no such customer$/,
    ],
    [
      'throws a phone number',
      () => {
        throw new Error('no line to +15550001111');
      },
      /no line to …$/,
    ],
    [
      'throws no error',
      () => {
        throw 'x';
      },
      /^rule "mine": string$/,
    ],
    ['gives nothing', () => undefined, /gives nothing instead of an instruction/],
    ['gives a text', () => 'accept', /gives nothing instead/],
    ['gives JSON in a text', () => '{"instruction":"accept"}', /instead of an instruction/],
    ['gives an unknown instruction', () => ({ instruction: 'supervise' }), /gives supervise instead/],
    ['gives a name that every object has', () => ({ instruction: 'constructor' }), /instead of an instruction/],
    ['lacks a parameter', { instruction: 'call', callFrom: '+15550001000' }, /call needs callUrl$/],
    ['has a parameter of another', () => ({ instruction: 'accept', callTimeout: 20 }), /accept takes no callTimeout$/],
    [
      'has a value out of range',
      { instruction: 'dequeue', dequeueTimeout: 1000 },
      /dequeueTimeout is 1000, but must be an integer from 1 to 999$/,
    ],
    ['has an empty address', { instruction: 'conference', to: '' }, /to is nothing, but must be/],
    [
      'has a number that is none of anybody',
      () => ({ instruction: 'conference', from: 'a\u0000b' }),
      /from is a text of 3 characters, but/,
    ],
    [
      'has an address that is none',
      { instruction: 'redirect', redirectCallSid: sid('CA', '1'), redirectUrl: '/x' },
      /redirectUrl is \/x, but must be an http/,
    ],
    ['rejects later', () => Promise.reject(new Error('no time')), /no time$/],
    ['never comes to an end', () => new Promise(() => undefined), /did not come to an end in time/],
  ])('a rule that %s is answered 500, with the reason in the log alone', async (_title, decision, reason) => {
    const { status, json, alarm } = await decide(gives(decision));
    expect([status, json.status, json.outcome]).toEqual([500, 500, 'unavailable']);
    expect(alarm).toMatch(reason);
    expect(JSON.stringify(json)).not.toMatch(/mine|customer|\+1555/);
  });

  test('no rule that matches is a fault, since {} is a decision', async () => {
    expect(await decide([])).toMatchObject({ status: 500, alarm: expect.stringMatching(/no rule matched/) });
  });

  test('an address of a deployment that does not know its own is a fault', async () => {
    const rules = gives((({ address }: { address: (name: 'offer') => string }) => address('offer')) as never);
    expect(await decide(rules, { home: '' })).toMatchObject({
      status: 500,
      alarm: expect.stringMatching(/PUBLIC_URL is not set/),
    });
  });
});

function keyOf(name: ActionName, taken: string): string {
  return (actions[name].answers as Record<string, string>)[taken] ?? '';
}
