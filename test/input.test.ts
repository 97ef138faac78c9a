import { actions } from '../taskrouter/actions';
import { readInput } from '../webhooks/input';
import { readManner } from '../webhooks/manner';
import type { Request } from '../wire/request';

const sid = (prefix: string, digit = 'a') => `${prefix}${digit.repeat(32)}`;
const ADDRESS = { WorkspaceSid: sid('WS'), WorkerSid: sid('WK'), ReservationSid: sid('WR') };
const request = (fields: Record<string, unknown>, rest: Partial<Request> = {}): Request => ({
  fields,
  headers: {},
  settings: {},
  ...rest,
});
const issues = (action: keyof typeof actions, fields: Record<string, unknown>) => {
  const checked = readInput(actions[action], request(fields));
  return 'issues' in checked ? checked.issues : [];
};
const input = (action: keyof typeof actions, fields: Record<string, unknown>) => {
  const checked = readInput(actions[action], request(fields));
  return 'input' in checked ? checked.input.parameters : checked.issues;
};

describe('SIDs', () => {
  test('a missing workspace is the deployment’s own, or asked for with a word about the setting', () => {
    const { WorkspaceSid, ...rest } = ADDRESS;
    const settings = { TASKROUTER_WORKSPACE_SID: sid('WS', 'b') };
    expect(readInput(actions.accept, request(rest, { settings }))).toMatchObject({
      input: { workspaceSid: sid('WS', 'b') },
    });
    expect(readInput(actions.accept, request(ADDRESS, { settings }))).toMatchObject({
      input: { workspaceSid: WorkspaceSid },
    });
    expect(issues('accept', rest)).toEqual([
      {
        field: 'WorkspaceSid',
        received: 'nothing',
        expected: 'the SID of a workspace: WS and 32 hexadecimal digits',
        hint: 'or set TASKROUTER_WORKSPACE_SID',
      },
    ]);
  });

  test.each(['AC', 'CA', 'CF', 'FW', 'WA', 'WQ', 'WR', 'WS', 'WT', 'WW'])('%s in a WK field is named', (prefix) => {
    const [issue] = issues('accept', { ...ADDRESS, WorkerSid: sid(prefix) });
    expect(issue?.hint).toMatch(/^this is the SID of an? /);
  });

  test('a number in the place of a SID is not repeated', () => {
    expect(issues('accept', { ...ADDRESS, WorkerSid: '+1 555 000 1234' })).toMatchObject([
      { field: 'WorkerSid', received: 'a text of 15 characters' },
    ]);
  });

  test('the same SID twice is that SID; two different ones are none', () => {
    expect(issues('accept', { ...ADDRESS, WorkerSid: [sid('WK'), sid('WK')] })).toEqual([]);
    expect(issues('accept', { ...ADDRESS, WorkerSid: [sid('WK'), sid('WK', 'b')] })).toMatchObject([
      { field: 'WorkerSid', received: 'a list of 2' },
    ]);
  });
});

describe('values', () => {
  test.each<[string, unknown, unknown]>([
    ['CallAccept', 'TRUE', true],
    ['CallAccept', false, false],
    ['CallAccept', ['true', 'true'], true],
    ['CallTimeout', 999, 999],
    ['CallTimeout', '1', 1],
    ['CallRecord', 'Do-Not-Record', 'do-not-record'],
    ['CallTo', 'client:alice', 'client:alice'],
    ['CallTo', 'Front Desk', 'Front Desk'],
    ['CallStatusCallbackUrl', 'HTTPS://example.com', 'HTTPS://example.com'],
  ])('%s=%j is taken', (field, said, meant) => {
    const name = field.charAt(0).toLowerCase() + field.slice(1);
    const base = { ...ADDRESS, CallFrom: '+15550001000', CallUrl: 'http://x' };
    expect(input('call', { ...base, [field]: said })).toMatchObject({ [name]: meant });
  });

  test.each<[string, unknown, string, string | undefined]>([
    ['CallAccept', 'yes', 'yes', undefined],
    ['CallAccept', ['true', 'false'], 'a list of 2', 'it came more than once'],
    ['CallTimeout', '0', '0', undefined],
    ['CallTimeout', 1000, '1000', undefined],
    ['CallTimeout', '1e2', '1e2', undefined],
    ['CallTimeout', 1.5, '1.5', undefined],
    ['CallTimeout', '-3', '-3', undefined],
    ['CallTo', 'a\nb', 'a text of 3 characters', undefined],
    ['CallTo', ' 15550001000', 'a text of 12 characters', 'in a form, + is sent as %2B'],
    ['CallTo', 'x'.repeat(256), 'a text of 256 characters', undefined],
    ['CallUrl', 'example.com', 'example.com', undefined],
    ['CallUrl', 'https://', 'https://', undefined],
    ['CallUrl', 'https://a b', 'https://a b', undefined],
    ['CallUrl', `https://x/${'x'.repeat(2000)}`, 'a text of 2010 characters', undefined],
    ['CallUrl', { a: 1 }, 'an object', undefined],
    ['IfMatch', 'a b', 'a b', undefined],
    ['IfMatch', '"1', '"1', undefined],
    ['CallRecord', '\u0000', '?', undefined],
  ])('%s=%j is told as %s', (field, said, received, hint) => {
    const base = { ...ADDRESS, CallFrom: '+15550001000', CallUrl: 'http://x' };
    const found = issues('call', { ...base, [field]: said });
    expect(found).toEqual([{ field, received, expected: expect.any(String), ...(hint ? { hint } : {}) }]);
  });

  test.each(['"3"', '3', 'W/"3"'])('an IfMatch of %s is passed on as it is', (IfMatch) => {
    expect(input('accept', { ...ADDRESS, IfMatch })).toEqual({ ifMatch: IfMatch });
  });

  test.each<[unknown, unknown]>([
    ['start', ['start']],
    ['start,end', ['start', 'end']],
    [' start  end ', ['start', 'end']],
    [
      ['start', 'end,join'],
      ['start', 'end', 'join'],
    ],
    ['["START","end"]', ['start', 'end']],
  ])('a list of %j is %j', (said, meant) => {
    expect(input('conference', { ...ADDRESS, ConferenceStatusCallbackEvent: said })).toEqual({
      conferenceStatusCallbackEvent: meant,
    });
  });

  test.each(['start,stop', '[', '[[]]', ',', [7], Array(51).fill('start'), `start${' '.repeat(2000)}`])(
    'a list of %j is none',
    (said) => {
      expect(issues('conference', { ...ADDRESS, ConferenceStatusCallbackEvent: said })).toMatchObject([
        {
          field: 'ConferenceStatusCallbackEvent',
          expected: 'one or more of start, end, join, leave, mute, hold, speaker',
        },
      ]);
    },
  );

  test.each(['', null, undefined, []])('an optional field of %j is absent', (CallTimeout) => {
    const base = { ...ADDRESS, CallFrom: '+15550001000', CallUrl: 'http://x' };
    expect(input('call', { ...base, CallTimeout })).toEqual({ callFrom: '+15550001000', callUrl: 'http://x' });
  });

  test('a required field that is wrong is told once', () => {
    expect(issues('call', { ...ADDRESS, CallFrom: '+15550001000', CallUrl: 'x' })).toHaveLength(1);
  });
});

describe('fields of no one', () => {
  test.each([
    ['WokerSid', 'did you mean WorkerSid?'],
    ['ifmatch', 'did you mean IfMatch?'],
    ['Timeout', 'it belongs to another action'],
    ['SomethingElse', undefined],
    ['x'.repeat(61), undefined],
  ])('%s', (field, hint) => {
    expect(issues('accept', { ...ADDRESS, [field]: 'x' })).toEqual([
      { field, received: 'a field of this name', expected: 'no such field for accept', ...(hint ? { hint } : {}) },
    ]);
  });

  test('a reading action has no IfMatch', () => {
    expect(issues('fetch', { ...ADDRESS, IfMatch: '1' })).toMatchObject([{ field: 'IfMatch' }]);
  });

  test('what TaskRouter’s assignment callback brings along is not read', () => {
    const brought = {
      TaskSid: 'x',
      TaskAttributes: '{}',
      WorkerAttributes: '{}',
      AccountSid: 'x',
      Timestamp: '1',
      bodySHA256: 'x',
    };
    expect(issues('accept', { ...ADDRESS, ...brought })).toEqual([]);
  });

  test('a hundred are told at the most', () => {
    const many = Object.fromEntries(Array.from({ length: 200 }, (_, at) => [`Field${at}`, 'x']));
    expect(issues('accept', { ...ADDRESS, ...many })).toHaveLength(100);
  });
});

describe('combinations', () => {
  const webhook = (fields: Record<string, unknown>) => issues('call', { ...ADDRESS, ...fields });
  const hint = 'a request that is itself a webhook of Twilio gives SIDs, Reply, Language and Next only';

  test.each([
    { CallSid: 'x', CallStatus: 'y' },
    { EventType: 'reservation.created' },
    { ConferenceSid: 'x', StatusCallbackEvent: 'conference-end', FriendlyName: 'x' },
    { RecordingSid: 'x', RecordingStatus: 'completed' },
  ])('of a webhook of Twilio such as %j, no parameter is read and no field is strange', (came) => {
    const found = webhook({ ...came, CallFrom: '+15550001000', CallUrl: 'http://x', Direction: 'inbound' });
    expect(found.map((issue) => [issue.field, issue.hint])).toEqual([
      ['CallFrom', hint],
      ['CallUrl', hint],
    ]);
    const read = readInput(actions.reject, request({ ...ADDRESS, ...came, WorkerActivitySid: sid('WA') }));
    expect(read).toMatchObject({ input: { parameters: {} } });
  });

  test('a CallSid alone is no webhook', () => {
    expect(webhook({ CallSid: 'x', CallFrom: '+15550001000', CallUrl: 'http://x' })).toEqual([]);
  });

  test('what is required and missing is told, and a parameter that did not come is not there', () => {
    expect(issues('call', ADDRESS)).toStrictEqual([
      {
        field: 'CallFrom',
        received: 'nothing',
        expected: 'a phone number such as +15550001000, client:NAME, or a SIP address',
      },
      { field: 'CallUrl', received: 'nothing', expected: 'an http or https URL of at most 2000 characters' },
    ]);
    expect(input('accept', ADDRESS)).toStrictEqual({});
  });

  test.each<[string, string, boolean]>([
    ['sip:bob@example.com', '601', true],
    ['SIPS:bob@example.com', '601', true],
    ['sip:bob@example.com', '600', false],
    ['client:sip:bob', '601', false],
    ['+15550001000', '601', false],
  ])('DequeueTo=%s with DequeueTimeout=%s is refused: %s', (DequeueTo, DequeueTimeout, refused) => {
    expect(issues('dequeue', { ...ADDRESS, DequeueTo, DequeueTimeout })).toStrictEqual(
      refused
        ? [
            {
              field: 'DequeueTimeout',
              received: DequeueTimeout,
              expected: 'at most 600 where DequeueTo is a SIP address',
            },
          ]
        : [],
    );
  });

  test('find asks for the workspace, and checks what it is given', () => {
    const found = readInput(actions.find, request({ TaskSid: sid('WT'), WorkerSid: 7 }));
    expect(found).toStrictEqual({
      issues: [
        {
          field: 'WorkspaceSid',
          received: 'nothing',
          expected: 'the SID of a workspace: WS and 32 hexadecimal digits',
          hint: 'or set TASKROUTER_WORKSPACE_SID',
        },
        { field: 'WorkerSid', received: '7', expected: 'the SID of a worker: WK and 32 hexadecimal digits' },
      ],
    });
  });

  test('a workspace that is wrong is not a setting that is missing', () => {
    expect(issues('accept', { ...ADDRESS, WorkspaceSid: 'x' })).toStrictEqual([
      { field: 'WorkspaceSid', received: 'x', expected: 'the SID of a workspace: WS and 32 hexadecimal digits' },
    ]);
    expect(issues('accept', { ...ADDRESS, ReservationSid: '' })).toStrictEqual([
      {
        field: 'ReservationSid',
        received: 'nothing',
        expected: 'the SID of a reservation: WR and 32 hexadecimal digits',
      },
    ]);
  });

  test('three slips are near, four are not, and nothing long is near anything', () => {
    const hintOf = (field: string) => issues('accept', { ...ADDRESS, [field]: 'x' })[0]?.hint;
    expect(hintOf('ReservationXyz')).toBe('did you mean ReservationSid?');
    expect(hintOf('ReservatioWxyz')).toBeUndefined();
  });
});

describe('manner', () => {
  const home = 'https://functions.example.com/prod';
  const next = (Next: unknown) =>
    readManner(request({ Next }, { home, settings: { ACCOUNT_SID: sid('AC') } })).manner.next;

  test('a way on below this deployment, or to a Studio flow of the account, is taken', () => {
    expect(next('/voice/offer?a=b')).toBe('https://functions.example.com/prod/voice/offer?a=b');
    expect(next('https://functions.example.com/x')).toBe('https://functions.example.com/x');
    const flow = `https://webhooks.twilio.com/v1/Accounts/${sid('AC')}/Flows/${sid('FW')}`;
    expect([next(flow), next(`${flow}?FlowEvent=return`)]).toEqual([flow, `${flow}?FlowEvent=return`]);
  });

  test.each([
    '//evil.example.com',
    '/\\evil.example.com',
    'https://functions.example.com:444/',
    'https://functions.example.com.evil.example.com/',
    'https://user@functions.example.com/',
    'https://:pw@functions.example.com/',
    `https://webhooks.twilio.com/v1/Accounts/${sid('AC', 'b')}/Flows/${sid('FW')}`,
    `https://webhooks.twilio.com/v1/Accounts/${sid('AC')}/Flows/${sid('FW')}#x`,
    `/${'x'.repeat(2000)}`,
    7,
  ])('%s is no way on', (Next) => {
    expect(next(Next)).toBeUndefined();
    expect(readManner(request({ Next }, { home })).issues).toMatchObject([{ field: 'Next' }]);
  });

  test.each([undefined, 'not an address'])('with a home of %s there is no way on but Studio', (elsewhere) => {
    const settings = { ACCOUNT_SID: sid('AC') };
    const asked = request({ Next: '/voice/offer' }, { settings, ...(elsewhere ? { home: elsewhere } : {}) });
    expect(readManner(asked).manner.next).toBeUndefined();
  });

  test('a voice webhook is answered in words unless it asks for something else', () => {
    const call = { CallSid: 'x', CallStatus: 'y' };
    expect(readManner(request(call)).manner.form).toBe('twiml');
    expect(readManner(request({ ...call, Reply: 'JSON' })).manner.form).toBe('json');
    expect(readManner(request({ CallSid: 'x' })).manner.form).toBe('json');
  });

  test('the language asked for comes before the deployment’s', () => {
    const settings = { VOICE_LANGUAGE: 'fr' };
    expect(readManner(request({}, { settings })).manner.language).toBe('fr');
    expect(readManner(request({ Language: 'de' }, { settings })).manner.language).toBe('de');
  });
});
