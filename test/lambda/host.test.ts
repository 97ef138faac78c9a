import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import fc from 'fast-check';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks';
import { serve } from '../../hosts/aws-lambda';
import type { Endpoint } from '../../wire/endpoint';
import { json } from '../../wire/reply';
import { startWorld, type TestWorld } from '../world';
import { type HttpRequest, shapes } from './events';
import { type LambdaFunction, startFunction } from './function';

const HOME = 'https://voice.example.com/prod';
const PATH = '/reservations/accept';
const [restApi, httpApi] = shapes;
if (!restApi || !httpApi) throw new Error('no shapes');

let world: TestWorld;
const started: LambdaFunction[] = [];

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(() => world.reset());
afterEach(async () => {
  for (const one of started.splice(0)) await one.stop();
});

async function start(settings: Readonly<Record<string, string>>, handler = 'lambda/reservations.accept') {
  const one = await startFunction(handler, settings);
  started.push(one);
  return one;
}

function signed(fields: Record<string, string>, path = PATH): HttpRequest {
  const signature = getExpectedTwilioSignature(world.settings.AUTH_TOKEN, HOME + path, fields);
  return {
    method: 'POST',
    path,
    search: '',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded; charset=UTF-8',
      'X-Twilio-Signature': signature,
      Authorization: 'Bearer not-for-the-log',
    },
    body: new URLSearchParams(fields).toString(),
  };
}

function read(result: unknown) {
  const { statusCode, body } = result as { statusCode: number; body: string };
  return { status: statusCode, ...JSON.parse(body) };
}

/** The function's own lines, each a JSON object; they arrive a moment after the answer. */
async function lines(one: LambdaFunction) {
  for (let round = 0; one.log.length === 0 && round < 200; round += 1) await setTimeout(5);
  return one.log.map((line) => JSON.parse(line));
}

test.each(readdirSync(join(process.env.BUILT ?? 'dist', 'lambda')))(
  'the handlers of %s take an event and a context and no callback, which Node 24 on Lambda refuses',
  (file) => {
    const print = `console.log(Object.values(require('./${file}')).map((handler) => handler.length).join())`;
    const cwd = join(process.env.BUILT ?? 'dist', 'lambda');
    expect(execFileSync(process.execPath, ['-e', print], { cwd, encoding: 'utf8' })).toMatch(/^2(,2)*\n$/);
  },
);

describe('settings', () => {
  test.each([
    ['AUTH_TOKEN', '', 'AUTH_TOKEN is not set'],
    ['PUBLIC_URL', '', 'PUBLIC_URL is not set'],
    ['PUBLIC_URL', 'voice.example.com', 'PUBLIC_URL is not an address such as https://voice.example.com/prod'],
    [
      'PUBLIC_URL',
      'https://voice.example.com/?a=1',
      'PUBLIC_URL is not an address such as https://voice.example.com/prod',
    ],
    ['PUBLIC_URL', 'https://:99999', 'PUBLIC_URL is not an address such as https://voice.example.com/prod'],
  ])('with %s set to "%s" every request is refused, and the log says why', async (name, value, alarm) => {
    const accept = await start({ ...world.settings, PUBLIC_URL: HOME, [name]: value });
    const offered = await world.offer();
    const before = (await world.requests()).length;
    const reply = read(await accept.invoke(httpApi.event(signed(offered))));
    expect(reply).toMatchObject({ status: 401, outcome: 'unauthenticated', code: 20003 });
    expect(reply.message).not.toContain(name);
    expect(await lines(accept)).toMatchObject([{ endpoint: 'reservations/accept', outcome: 'unauthenticated', alarm }]);
    expect(await world.requests()).toHaveLength(before);
  });

  test('a slash at the end of PUBLIC_URL does no harm', async () => {
    const accept = await start({ ...world.settings, PUBLIC_URL: `${HOME}/` });
    expect(read(await accept.invoke(httpApi.event(signed(await world.offer()))))).toMatchObject({ outcome: 'done' });
  });

  test('a stage, or a domain that leads to it, changes nothing: PUBLIC_URL is what Twilio was given', async () => {
    const accept = await start({ ...world.settings, PUBLIC_URL: HOME });
    const event = { ...httpApi.event(signed(await world.offer())), rawPath: PATH };
    expect(read(await accept.invoke(event))).toMatchObject({ outcome: 'done' });
  });

  test('a Host header is not believed', async () => {
    const accept = await start({ ...world.settings, PUBLIC_URL: HOME });
    const offered = await world.offer();
    const elsewhere = 'https://elsewhere.example.com';
    const signature = getExpectedTwilioSignature(world.settings.AUTH_TOKEN, elsewhere + PATH, offered);
    const headers = {
      ...signed(offered).headers,
      'X-Twilio-Signature': signature,
      Host: 'elsewhere.example.com',
      'X-Forwarded-Host': 'elsewhere.example.com',
    };
    const reply = read(await accept.invoke(restApi.event({ ...signed(offered), path: PATH, headers })));
    expect(reply).toMatchObject({ status: 401 });
  });
});

test('the log holds one line of named fields for a request, and nothing that came with it', async () => {
  const accept = await start({ ...world.settings, PUBLIC_URL: HOME });
  const offered = await world.offer();
  await accept.invoke(httpApi.event(signed(offered)));
  expect(await lines(accept)).toEqual([
    {
      endpoint: 'reservations/accept',
      http: 200,
      ms: expect.any(Number),
      outcome: 'done',
      reservation_status: 'accepted',
      attempts: 1,
      request_id: expect.any(String),
    },
  ]);
});

test('the milliseconds in the log are those that passed, however few were left', async () => {
  const accept = await start({ ...world.settings, PUBLIC_URL: HOME });
  await accept.invoke(httpApi.event(signed({})), 3_000);
  expect((await lines(accept))[0].ms).toBeLessThan(1_000);
});

test('a load balancer that sends lists of headers is answered with lists', async () => {
  const accept = await start({ ...world.settings, PUBLIC_URL: HOME });
  const [withLists] = shapes.slice(-1);
  expect(await accept.invoke(withLists?.event(signed({})))).toMatchObject({
    multiValueHeaders: { 'Content-Type': ['application/json'] },
  });
  expect(await accept.invoke(httpApi.event(signed({})))).toMatchObject({
    headers: { 'Content-Type': 'application/json' },
  });
});

test('a base64 body is UTF-8', async () => {
  const accept = await start({ ...world.settings, PUBLIC_URL: HOME });
  const reply = read(await accept.invoke(httpApi.event(signed({ WorkerSid: 'Zoë 📞' }))));
  expect(reply.issues).toContainEqual(expect.objectContaining({ field: 'WorkerSid', received: 'Zoë 📞' }));
});

test('a form of more fields than Node reads by default is bound whole', async () => {
  const accept = await start({ ...world.settings, PUBLIC_URL: HOME });
  const many = Object.fromEntries(Array.from({ length: 1_500 }, (_, index) => [`F${index}`, 'x']));
  const request = signed(many);
  expect(read(await accept.invoke(httpApi.event(request)))).toMatchObject({ status: 400 });
  const changed = { ...request, body: request.body.replace(/x$/, 'y') };
  expect(read(await accept.invoke(httpApi.event(changed)))).toMatchObject({ status: 401 });
});

test('of a repeated header the first counts', async () => {
  const accept = await start({ ...world.settings, PUBLIC_URL: HOME });
  const event = restApi.event(signed(await world.offer())) as { multiValueHeaders: Record<string, string[]> };
  const signature = event.multiValueHeaders['X-Twilio-Signature']?.[0] ?? '';
  const repeated = (...values: string[]) => ({
    ...event,
    multiValueHeaders: { ...event.multiValueHeaders, 'X-Twilio-Signature': values },
  });
  expect(read(await accept.invoke(repeated('forged', signature)))).toMatchObject({ status: 401 });
  expect(read(await accept.invoke(repeated(signature, 'forged')))).toMatchObject({ outcome: 'done' });
});

test('whatever the event is, the answer is a refusal and not an error', async () => {
  const accept = await start({ ...world.settings, PUBLIC_URL: HOME });
  const anything = fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.jsonValue()));
  const events = fc.oneof(
    fc.jsonValue(),
    fc.record(
      {
        headers: anything,
        multiValueHeaders: anything,
        queryStringParameters: anything,
        multiValueQueryStringParameters: anything,
        rawQueryString: fc.oneof(fc.string(), anything),
        requestContext: fc.oneof(anything, fc.constant({ elb: {} }), fc.constant({ http: { method: 'POST' } })),
        httpMethod: anything,
        body: fc.oneof(fc.string(), anything),
        isBase64Encoded: fc.oneof(fc.boolean(), anything),
      },
      { requiredKeys: [] },
    ),
  );
  await fc.assert(
    fc.asyncProperty(events, async (event) => {
      expect(read(await accept.invoke(event))).toMatchObject({ status: 401, outcome: 'unauthenticated' });
    }),
    { numRuns: 500 },
  );
});

describe('time', () => {
  test('an answer comes before Lambda kills the function, however long TaskRouter takes', async () => {
    const accept = await start({ ...world.settings, PUBLIC_URL: HOME });
    const offered = await world.offer();
    await accept.invoke(httpApi.event(signed({})));
    await world.faults({ times: 9, delayMs: 2_500 });
    const before = Date.now();
    const reply = read(await accept.invoke(httpApi.event(signed(offered)), 2_000));
    expect(Date.now() - before).toBeLessThan(1_900);
    expect(Date.now() - before).toBeGreaterThan(1_000);
    expect(reply).toMatchObject({ status: 504, outcome: 'unknown' });
    await world.faults({ times: 0 });
  });

  test.each([
    ["the endpoint's budget", 1_000, 60_000, 1_000],
    ['the time that remains, less half a second', 9_000, 3_000, 2_500],
  ])('an endpoint has %s', async (_title, budgetMs, remaining, expected) => {
    let left = 0;
    const handler = serveFreely({
      budgetMs,
      answer: async (_request, deadline) => {
        left = deadline.left();
        return json(200, {}, { outcome: 'done' });
      },
    });
    await handler(remaining);
    expect(left).toBeLessThanOrEqual(expected);
    expect(left).toBeGreaterThan(expected - 200);
  });

  test('kept sockets are not waited for', async () => {
    const context = await serveFreely({ answer: async () => json(200, {}, { outcome: 'done' }) })(9_000);
    expect(context.callbackWaitsForEmptyEventLoop).toBe(false);
  });

  test('one connection to TaskRouter serves one invocation after the other', async () => {
    let connections = 0;
    const taskRouter = createServer((_request, response) => {
      response.writeHead(404, { 'Content-Type': 'application/json' });
      response.end('{"code":20404,"message":"none","status":404}');
    }).on('connection', () => {
      connections += 1;
    });
    taskRouter.listen(0, '127.0.0.1');
    await once(taskRouter, 'listening');
    const TASKROUTER_URL = `http://127.0.0.1:${(taskRouter.address() as AddressInfo).port}`;
    const accept = await start({ ...world.settings, PUBLIC_URL: HOME, TASKROUTER_URL });
    const offered = await world.offer();
    for (const _ of [1, 2, 3]) {
      expect(read(await accept.invoke(httpApi.event(signed(offered))))).toMatchObject({ outcome: 'not_found' });
    }
    expect(connections).toBe(1);
    taskRouter.closeAllConnections();
    taskRouter.close();
  });
});

test('an answer that cannot be sent becomes the apology of its endpoint', async () => {
  let apologies = 0;
  const handler = serveFreely({
    answer: async () => undefined as never,
    apology: () => {
      apologies += 1;
      return json(504, {}, { outcome: 'unknown' });
    },
  });
  await handler(9_000);
  expect(apologies).toBe(1);
});

/** An endpoint of a test's own as a handler in this process, called with a signature that fits. */
function serveFreely(endpoint: Partial<Endpoint>): (remainingMs: number) => Promise<Context> {
  const handler = serve({
    name: 'reservations/accept',
    budgetMs: 9_000,
    answer: async () => json(200, {}, { outcome: 'done' }),
    apology: () => json(504, {}, { outcome: 'unknown' }),
    ...endpoint,
  });
  return async (remainingMs) => {
    const replaced = jest.replaceProperty(process, 'env', {
      AUTH_TOKEN: world.settings.AUTH_TOKEN,
      PUBLIC_URL: HOME,
    });
    const printed = jest.spyOn(console, 'log').mockImplementation(() => {});
    const alarmed = jest.spyOn(console, 'error').mockImplementation(() => {});
    const context = { getRemainingTimeInMillis: () => remainingMs, callbackWaitsForEmptyEventLoop: true } as Context;
    await handler(httpApi?.event(signed({})), context);
    replaced.restore();
    printed.mockRestore();
    alarmed.mockRestore();
    return context;
  };
}
