import { stringify } from 'node:querystring';
import fc from 'fast-check';
import { getExpectedBodyHash, getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import { startWorld, type TestWorld } from '../world';
import { type HttpRequest, type Shape, shapes } from './events';
import { type LambdaFunction, startFunction } from './function';

const HOME = 'https://voice.example.com/prod';
const PATH = '/reservations/accept';

let world: TestWorld;
let accept: LambdaFunction;

beforeAll(async () => {
  world = await startWorld();
  accept = await startFunction('lambda/reservations.accept', { ...world.settings, PUBLIC_URL: HOME });
});
afterAll(async () => {
  await accept.stop();
  await world.stop();
});

const FORM = 'application/x-www-form-urlencoded';

interface Draft {
  method?: string;
  path?: string;
  search?: string;
  type?: string;
  body?: string;
  /** Signed with the body: a form's fields. */
  fields?: Record<string, string | readonly string[]>;
}

/** A request signed as Twilio signs it: over the address as it is sent, and over the fields of a form. */
function signed({ method = 'POST', path = PATH, search = '', type = FORM, fields = {}, ...given }: Draft): HttpRequest {
  const body = given.body ?? stringify(fields);
  const signature = getExpectedTwilioSignature(world.settings.AUTH_TOKEN, HOME + path + search, { ...fields });
  return { method, path, search, headers: { 'Content-Type': type, 'X-Twilio-Signature': signature }, body };
}

async function send(shape: Shape, request: HttpRequest) {
  const { status, text } = shape.reply(await accept.invoke(shape.event(request)));
  return { status, ...JSON.parse(text) };
}

/** A signature that fits gets as far as the input, which is empty here. */
const THROUGH = { status: 400, outcome: 'invalid' };
const REFUSED = { status: 401, outcome: 'unauthenticated', code: 20003 };

const repeats = (search: string) => new Set(search.match(/[?&][^=&]*/g)?.map((name) => name.slice(1))).size;

describe.each(shapes.map((shape) => [shape.name, shape] as const))('behind a %s', (name, shape) => {
  const queries: [string, string][] = [
    ['none', ''],
    ['plain', '?WorkerSid=WK1&TaskSid=WT1'],
    ['a space as +', '?Note=two+words'],
    ['a space as %20', '?Note=two%20words'],
    ['an encoded +', '?To=%2B15550001000'],
    ['an encoded & and =', '?Note=a%26b%3Dc'],
    ['an encoded %', '?Note=100%25'],
    ['accents and a character beyond the first plane', '?Note=caf%C3%A9%20%F0%9F%93%9E'],
    ['an empty value', '?Note=&WorkerSid=WK1'],
    ['bare : / and @', '?To=client:alice&Next=https://voice.example.com/on/and@on'],
    ['encoded : / and @', '?To=client%3Aalice&Next=https%3A%2F%2Fvoice.example.com%2Fon'],
    ["bare ! ' ( ) * ~", "?Note=it's(so)!*~"],
    ['a name with brackets', '?a%5B0%5D=1'],
    ['repeated names', '?A=1&A=2&B=3'],
  ];
  test.each(
    queries.filter(([, search]) => name !== 'load balancer' || repeats(search) === (search.match(/=/g)?.length ?? 0)),
  )('a signature over a query with %s holds', async (_title, search) => {
    expect(await send(shape, signed({ search }))).toMatchObject(THROUGH);
  });

  test('a query is not taken for another: + and %2B mean different things', async () => {
    const request = signed({ search: '?To=%2B1555' });
    expect(await send(shape, { ...request, search: '?To=+1555' })).toMatchObject(REFUSED);
  });

  test('any fields with any query hold, and no other token will do', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(text, text, { maxKeys: 4, noNullPrototype: true }),
        fc.dictionary(text, text, { maxKeys: 4, noNullPrototype: true }),
        async (query, fields) => {
          const form = new URLSearchParams(query).toString();
          const request = signed({ search: form === '' ? '' : `?${form}`, fields });
          expect(await send(shape, request)).toMatchObject(THROUGH);
          const forged = { ...request.headers, 'X-Twilio-Signature': getExpectedTwilioSignature('x', HOME, fields) };
          expect(await send(shape, { ...request, headers: forged })).toMatchObject(REFUSED);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('any header case will do', async () => {
    const { headers, ...request } = signed({ fields: { Language: 'fr' } });
    const shouted = Object.fromEntries(Object.entries(headers).map(([key, value]) => [key.toUpperCase(), value]));
    expect(await send(shape, { ...request, headers: shouted })).toMatchObject(THROUGH);
  });

  test('a GET is bound by its query', async () => {
    const request = signed({ method: 'GET', search: '?WorkerSid=WK1' });
    expect(await send(shape, request)).toMatchObject(THROUGH);
    expect(await send(shape, { ...request, search: '?WorkerSid=WK2' })).toMatchObject(REFUSED);
  });

  test('one changed byte in a form, its query or its signature is refused, and nothing reaches TaskRouter', async () => {
    const offered = await world.offer();
    const before = (await world.requests()).length;
    const request = signed({ search: '?Reply=json', fields: offered });
    const signature = request.headers['X-Twilio-Signature'] ?? '';
    for (const change of [
      { body: request.body.replace(/.$/, (last) => (last === '0' ? '1' : '0')) },
      { body: `${request.body}&Reply=json` },
      { search: '?Reply=jsom' },
      { search: '' },
      {
        headers: { ...request.headers, 'X-Twilio-Signature': signature.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) },
      },
      { headers: { ...request.headers, 'X-Twilio-Signature': '' } },
      { headers: { 'Content-Type': FORM } },
      { headers: { ...request.headers, 'Content-Type': 'text/plain' } },
    ]) {
      expect(await send(shape, { ...request, ...change })).toMatchObject(REFUSED);
    }
    expect(await world.requests()).toHaveLength(before);
    expect(await send(shape, request)).toMatchObject({ outcome: 'done' });
    await world.reset();
  });

  test('a signature for another path is refused wherever the event says it was sent', async () => {
    const request = signed({ path: '/reservations/reject', fields: await world.offer() });
    const before = (await world.requests()).length;
    expect(await send(shape, request)).toMatchObject(REFUSED);
    expect(await send(shape, { ...request, path: PATH })).toMatchObject(REFUSED);
    expect(await world.requests()).toHaveLength(before);
    await world.reset();
  });

  test('JSON is bound by its hash, byte for byte, and not without one', async () => {
    const offered = await world.offer();
    const body = JSON.stringify({ ...offered, Language: 'français' });
    const search = `?bodySHA256=${getExpectedBodyHash(body)}`;
    const type = 'application/json; charset=utf-8';
    const request = signed({ search, type, body });
    const before = (await world.requests()).length;
    expect(await send(shape, { ...request, body: body.replace('ç', 'c') })).toMatchObject(REFUSED);
    expect(await send(shape, { ...request, body: `${body} ` })).toMatchObject(REFUSED);
    expect(await send(shape, { ...request, body: '' })).toMatchObject(REFUSED);
    expect(
      await send(shape, { ...request, body: '', headers: { ...request.headers, 'Content-Type': FORM } }),
    ).toMatchObject(REFUSED);
    expect(await send(shape, signed({ type, body }))).toMatchObject(REFUSED);
    expect(await world.requests()).toHaveLength(before);
    expect(await send(shape, request)).toMatchObject({ outcome: 'done' });
    await world.reset();
  });

  test.each(['{', '"text"', '7', 'null', '{"a":1}}'])('a signed body of %s is invalid', async (body) => {
    const search = `?bodySHA256=${getExpectedBodyHash(body)}`;
    const answer = await send(shape, signed({ search, type: 'Application/JSON', body }));
    expect(answer).toMatchObject({ ...THROUGH, message: 'The body is not a JSON object.' });
    expect(await send(shape, signed({ type: 'application/json', body }))).toMatchObject(REFUSED);
  });
});

test('a REST API that gives the names in another order is understood where the address has them in alphabetical order', async () => {
  const [restApi] = shapes;
  const event = restApi?.event(signed({ search: '?A=1&B=2' })) as object;
  const shuffled = {
    queryStringParameters: { B: '2', A: '1' },
    multiValueQueryStringParameters: { B: ['2'], A: ['1'] },
  };
  expect(await accept.invoke({ ...event, ...shuffled })).toMatchObject({ statusCode: 400 });
});

test('a load balancer without multi-value headers hides all but the last of a repeated name, and is refused', async () => {
  const loadBalancer = shapes.find(({ name }) => name === 'load balancer');
  if (!loadBalancer) throw new Error('no such shape');
  expect(await send(loadBalancer, signed({ search: '?A=1&A=2' }))).toMatchObject(REFUSED);
});
