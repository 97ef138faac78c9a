import { readdirSync } from 'node:fs';
import { twilioRuntime } from './hosts/twilio-runtime';
import { staged } from './stage';
import { inStatus, type Offered } from './states';
import { type Perform, readFlow, type State, WIDGETS, walk } from './studio';
import { readTwiml } from './twiml';

const flows = readdirSync('studio')
  .filter((file) => file.endsWith('.json'))
  .map((file) => file.replace('.json', ''));

describe.each(flows)('%s', (name) => {
  const flow = readFlow(name);

  test('is a flow that Studio can import', () => {
    expect(Object.keys(flow).sort()).toEqual(['description', 'flags', 'initial_state', 'states']);
    expect(flow.flags).toEqual({ allow_concurrent_calls: true });
    const names = flow.states.map(({ name }) => name);
    expect(names).toContain(flow.initial_state);
    expect(new Set(names).size).toBe(names.length);
    for (const state of flow.states) {
      const widget = WIDGETS[state.type];
      const { offset, ...properties } = state.properties;
      expect(offset).toEqual({ x: expect.any(Number), y: expect.any(Number) });
      for (const [property, value] of Object.entries(properties)) {
        expect([state.name, property, typeof value]).toEqual([state.name, property, widget?.properties[property]]);
      }
      for (const { event, next } of state.transitions) {
        expect(widget?.events).toContain(event);
        if (next !== undefined) expect(names).toContain(next);
      }
    }
  });

  test('reaches every widget', () => {
    const reached = new Set(flow.states.flatMap(({ transitions }) => transitions.map(({ next }) => next)));
    const unreached = flow.states.map(({ name }) => name).filter((name) => !reached.has(name));
    expect(unreached).toEqual([flow.initial_state]);
  });

  test("names the deployment in one variable, and holds no other account's SIDs", () => {
    const text = JSON.stringify(flow);
    const calls = flow.states.filter(({ properties }) => String(properties.url ?? '').includes('{{'));
    expect(text.split('https://voice.example.com').length - 1).toBe(calls.length > 0 ? 1 : 0);
    for (const { properties } of calls) expect(properties.url).toMatch(/^\{\{flow\.variables\.domain\}\}\//);
    expect([...text.matchAll(/[A-Z]{2}[0-9a-f]{32}/g)].every(([sid]) => /^WW0+$/.test(sid))).toBe(true);
  });
});

describe('walked', () => {
  const on = staged(twilioRuntime);
  beforeEach(() => on.world.reset());

  /** What Studio does, but for our deployment in place of the flow's. */
  const perform =
    (digits?: string): Perform =>
    async (state, fill) => {
      switch (state.type) {
        case 'make-http-request':
          return request(state, fill);
        case 'add-twiml-redirect':
          return handOver(state, fill);
        case 'gather-input-on-call':
          return digits === undefined ? { event: 'timeout' } : { event: 'keypress', holds: { Digits: digits } };
        case 'enqueue-call':
          return { event: 'callComplete', holds: { TaskSid: await enqueue(state) } };
        default:
          return { event: 'audioComplete' };
      }
    };

  function pathAndQuery(url: string) {
    const { origin, pathname, searchParams } = new URL(url);
    expect(origin).toBe('https://voice.example.com');
    return { path: pathname, query: Object.fromEntries(searchParams) };
  }

  async function request({ properties }: State, fill: (template: unknown) => string) {
    const parameters = properties.parameters as { key: string; value: string }[];
    const fields = Object.fromEntries(parameters.map(({ key, value }) => [key, fill(value)]));
    const headers = { 'Content-Type': String(properties.content_type) };
    const reply = await on.functions.send({ ...pathAndQuery(fill(properties.url)), fields, headers });
    // Studio takes its Fail branch on anything else.
    return reply.status < 400 ? { event: 'success', holds: { parsed: JSON.parse(reply.text) } } : { event: 'failed' };
  }

  /** The worker's call, handed over and followed until it comes back to the flow. */
  async function handOver({ properties }: State, fill: (template: unknown) => string) {
    const fields = { CallSid: `CA${'2'.repeat(32)}`, CallStatus: 'in-progress', DialCallStatus: 'completed' };
    let { path, query } = pathAndQuery(fill(properties.url));
    for (let documents = 0; documents < 5; documents += 1) {
      const verbs = readTwiml((await on.functions.send({ path, query, fields })).text);
      const redirect = verbs.find(({ name }) => name === 'Redirect');
      const dial = verbs.find(({ name }) => name === 'Dial');
      if (dial) {
        const { ReservationSid = '', WorkerSid = '' } = query;
        // What `<Dial><Queue>` does by itself.
        await on.world.workspace
          .workers(WorkerSid)
          .reservations(ReservationSid)
          .update({ reservationStatus: 'accepted' });
        const { pathname, searchParams } = new URL(dial.attributes.action ?? '');
        path = pathname;
        query = Object.fromEntries(searchParams);
      } else if (redirect) {
        const back = new URL(redirect.text);
        expect(`${back.origin}${back.pathname}`).toBe(
          `https://webhooks.twilio.com/v1/Accounts/${on.world.world.accountSid}/Flows/${FLOW}`,
        );
        expect(back.searchParams.get('FlowEvent')).toBe('return');
        return { event: 'return', holds: Object.fromEntries(back.searchParams) };
      } else return { event: 'timeout' };
    }
    throw new Error('the call does not come back');
  }

  /** The Task that `<Enqueue workflowSid>` makes of a waiting call. */
  async function enqueue({ properties }: State) {
    const call = { call_sid: `CA${'1'.repeat(32)}`, from: '+15550001111', to: '+15550002222' };
    const attributes = { ...JSON.parse(String(properties.task_attributes)), ...call };
    const workflowSid = on.world.world.workflowSid;
    const task = await on.world.workspace.tasks.create({
      workflowSid,
      taskChannel: 'voice',
      attributes: JSON.stringify(attributes),
    });
    return task.sid;
  }

  const FLOW = `FW${'4'.repeat(32)}`;
  const leg = (offered: Offered) => ({
    flow: { flow_sid: FLOW },
    trigger: {
      call: { AccountSid: on.world.world.accountSid, WorkspaceSid: on.world.world.workspaceSid, ...offered },
    },
  });

  test('an inbound call becomes a Task that our assignment rings a worker for', async () => {
    await on.world.workspace
      .workflows(on.world.world.workflowSid)
      .update({ assignmentCallbackUrl: `${on.functions.url}/assignment` });
    const { passed } = await walk(readFlow('inbound-call'), 'incomingCall', {}, perform());
    expect(passed).toEqual(['greeting', 'enqueue']);
    await on.world.advance(100);
    expect((await on.world.calls()).map(({ instruction }) => instruction)).toEqual(['call']);
  });

  test.each([
    ['1', 'accepted', ['deployment', 'offer', 'hand_over', 'outcome', 'goodbye']],
    ['2', 'rejected', ['deployment', 'offer', 'hand_over', 'outcome', 'goodbye']],
    [undefined, 'pending', ['deployment', 'offer', 'nothing']],
  ])('a worker who presses %s leaves the reservation %s', async (digits, status, path) => {
    const offered = await inStatus(on.world, 'pending');
    const { passed } = await walk(readFlow('worker-leg'), 'incomingCall', leg(offered), perform(digits));
    expect([passed, await on.world.statusOf(offered)]).toEqual([path, status]);
  });

  test('a worker who comes too late hears so', async () => {
    const offered = await inStatus(on.world, 'canceled');
    const { passed } = await walk(readFlow('worker-leg'), 'incomingCall', leg(offered), perform('1'));
    expect(passed.at(-1)).toBe('too_late');
  });

  test.each([
    ['accepted', 'wrapping', 'wrapping'],
    ['wrapping', 'wrapping', 'wrapping'],
    ['completed', 'over', 'completed'],
    ['timeout', 'over', 'timeout'],
  ] as const)('a wrap-up of what is %s ends as %s', async (from, result, status) => {
    const offered = await inStatus(on.world, from);
    const context = { flow: { data: { TaskSid: offered.TaskSid } } };
    const { variables } = await walk(readFlow('wrap-up'), 'incomingRequest', context, perform());
    expect(variables.result).toBe(result);
    expect(await on.world.statusOf(offered)).toBe(status);
  });

  test('a wrap-up without a usable TaskSid fails, and one of an unknown task is over', async () => {
    const { variables } = await walk(readFlow('wrap-up'), 'incomingRequest', { flow: {} }, perform());
    expect(variables.result).toBe('failed');
    const unknown = { flow: { data: { TaskSid: `WT${'9'.repeat(32)}` } } };
    expect((await walk(readFlow('wrap-up'), 'incomingRequest', unknown, perform())).variables.result).toBe('over');
  });
});
