import { readFileSync } from 'node:fs';
import spec from '@twilio-alpha/mcp/twilio-oai/spec/json/twilio_taskrouter_v1.json';
import { actions } from '../taskrouter/actions';
import { type Parameter, type ParameterName, parameters, wireName } from '../taskrouter/parameters';
import { twilioRuntime } from './hosts/twilio-runtime';
import { staged } from './stage';
import { inStatus } from './states';

/** The example request of the endpoint's page in Twilio's API reference: 51 names with a filler value each. */
const example = new URLSearchParams(readFileSync('test/fixtures/update-worker-reservation.txt', 'utf8').trim());
const names = [...new Set(example.keys()), 'JitterBufferSize'];

const PATH = '/v1/Workspaces/{WorkspaceSid}/Workers/{WorkerSid}/Reservations/{Sid}';
const described = spec.paths[PATH].post.requestBody.content['application/x-www-form-urlencoded'].schema.properties;

const wired = new Map(Object.entries(parameters).map(([name, row]) => [wireName(name), row as Parameter]));

/** Two valid values of a parameter: as a caller may word it, and as TaskRouter must hear it. */
function valid(parameter: Parameter): { said: string | string[]; heard: string | string[] } {
  switch (parameter.kind) {
    case 'boolean':
      return { said: 'True', heard: 'true' };
    case 'integer':
      return { said: ` ${parameter.minimum}`.trim(), heard: String(parameter.minimum) };
    case 'list':
      return { said: parameter.values.slice(0, 2).join(', '), heard: parameter.values.slice(0, 2) as string[] };
    case 'one of':
      return { said: (parameter.values[0] ?? '').toUpperCase(), heard: parameter.values[0] ?? '' };
    case 'sid':
      return { said: `${parameter.prefix}${'a'.repeat(32)}`, heard: `${parameter.prefix}${'a'.repeat(32)}` };
    case 'url':
      return { said: 'https://example.com/a?b=c&d=%20e', heard: 'https://example.com/a?b=c&d=%20e' };
    case 'address':
      return { said: '+15550003333', heard: '+15550003333' };
    case 'text':
      return { said: 'päß & wörd', heard: 'päß & wörd' };
    case 'revision':
      return { said: '"0"', heard: '"0"' };
  }
}

const on = staged(twilioRuntime);

test('the parameters are those of the API reference, of its OpenAPI description and of the library', () => {
  const ours = [...wired.keys()].filter((name) => name !== 'IfMatch').sort();
  expect(new Set(example.keys()).size).toBe(51);
  expect([...names].sort()).toEqual(ours);
  expect(Object.keys(described).sort()).toEqual(ours);
});

test.each(names)('%s reaches TaskRouter under its own name', async (name) => {
  await on.world.reset();
  const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
  const parameter = wired.get(name);
  if (!parameter) throw new Error(`${name} is not in the table`);
  const { said, heard } = valid(parameter);
  await on.functions.send({ path: '/reservations/update', fields: { ...address, [name]: said } });
  const update = (await on.world.requests()).find(
    ({ method, path }) => method === 'POST' && path.includes('/Reservations/'),
  );
  expect(update?.fields).toEqual({ [name]: heard });
});

test('If-Match goes as a header, and as it came', async () => {
  await on.world.reset();
  const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
  await on.functions.send({ path: '/reservations/accept', fields: { ...address, IfMatch: '"0"' } });
  const update = (await on.world.requests()).at(-1);
  expect([update?.ifMatch, update?.fields]).toEqual(['"0"', { ReservationStatus: 'accepted' }]);
});

test('a conference with all its 32 parameters, worded as other languages do, arrives as meant', async () => {
  await on.world.reset();
  const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
  const taken = actions.conference.takes as readonly ParameterName[];
  expect(taken).toHaveLength(32);
  const values = taken.map((name) => [wireName(name), valid(parameters[name])] as const);
  const said = Object.fromEntries(values.map(([name, value]) => [name, value.said]));
  const reply = await on.functions.send({
    path: '/reservations/conference',
    fields: { ...address, ...said, Timeout: '30' },
  });
  const update = (await on.world.requests()).filter(({ method }) => method === 'POST').at(-1);
  expect(update?.fields).toEqual({
    ...Object.fromEntries(values.map(([name, value]) => [name, value.heard])),
    Timeout: '30',
    Instruction: 'conference',
  });
  expect([reply.status, JSON.parse(reply.text).outcome]).toEqual([422, 'refused']);
});

test('lists come repeated or as a JSON array, too', async () => {
  for (const events of [['start', 'end'], '["start","end"]', 'start end', 'start,end']) {
    await on.world.reset();
    const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
    const fields = { ...address, From: '+15550003333', ConferenceStatusCallbackEvent: events };
    const reply = await on.functions.send({ path: '/reservations/conference', fields });
    expect(reply.status).toBe(202);
    expect((await on.world.requests()).at(-1)?.fields.ConferenceStatusCallbackEvent).toEqual(['start', 'end']);
  }
});

test('a request with six mistakes is told of six', async () => {
  const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
  const before = (await on.world.requests()).length;
  const fields = {
    ...address,
    WorkerSid: `WA${'0'.repeat(32)}`,
    MaxParticipants: '1',
    Timeout: '1000',
    Beep: 'maybe',
    StatusCallbackMethod: 'PUT',
    DequeueForm: 'x',
  };
  const reply = await on.functions.send({ path: '/reservations/conference', fields });
  expect(reply.status).toBe(400);
  expect(JSON.parse(reply.text).issues).toEqual([
    {
      field: 'WorkerSid',
      received: `WA${'0'.repeat(32)}`,
      expected: 'the SID of a worker: WK and 32 hexadecimal digits',
      hint: 'this is the SID of an activity',
    },
    { field: 'StatusCallbackMethod', received: 'PUT', expected: 'one of GET, POST' },
    { field: 'Timeout', received: '1000', expected: 'an integer from 1 to 999' },
    { field: 'Beep', received: 'maybe', expected: 'one of true, false, onEnter, onExit' },
    { field: 'MaxParticipants', received: '1', expected: 'an integer from 2 to 250' },
    { field: 'DequeueForm', received: 'a field of this name', expected: 'no such field for conference' },
  ]);
  expect(await on.world.requests()).toHaveLength(before);
});

test.each([
  ['call', {}, ['CallFrom', 'CallUrl']],
  ['redirect', {}, ['RedirectCallSid', 'RedirectUrl']],
  ['call', { CallFrom: ' 15550003333', CallUrl: 'ftp://x' }, ['CallFrom', 'CallUrl']],
  ['dequeue', { DequeueTo: 'sip:alice@example.com', DequeueTimeout: '601' }, ['DequeueTimeout']],
])('%s with %j is refused early', async (action, given, at) => {
  const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
  const reply = await on.functions.send({ path: `/reservations/${action}`, fields: { ...address, ...given } });
  expect(JSON.parse(reply.text).issues.map(({ field }: { field: string }) => field)).toEqual(at);
});

test('a secret or a number that is wrong is described, not repeated', async () => {
  const fields = { SipAuthPassword: 'x'.repeat(300), From: '+1555000333\t3' };
  const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
  const reply = await on.functions.send({ path: '/reservations/conference', fields: { ...address, ...fields } });
  expect(JSON.parse(reply.text).issues.map(({ received }: { received: string }) => received)).toEqual([
    'a text of 13 characters',
    'a text of 300 characters',
  ]);
});
