import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { parse } from 'node:querystring';
import twilio from 'twilio';
import Twilio from 'twilio/lib/base/BaseTwilio';
import type { ReservationContextUpdateOptions } from 'twilio/lib/rest/taskrouter/v1/workspace/worker/reservation';
import { homeOf, openGateway } from '../taskrouter/gateway';
import { updateReservation } from '../taskrouter/reservations';
import { Deadline } from '../wire/deadline';

const places = [undefined, 'ie1', 'us1', 'IE1'].flatMap((region) =>
  [undefined, 'dublin'].map((edge) => ({ region, edge })),
);

test.each(places)("TaskRouter's address is the library's own for region $region and edge $edge", ({ region, edge }) => {
  const given = { ...(region ? { TWILIO_REGION: region } : {}), ...(edge ? { TWILIO_EDGE: edge } : {}) };
  const client = new Twilio.Client(`AC${'0'.repeat(32)}`, 'x', { region: region ?? '', edge: edge ?? '' });
  expect(homeOf(given)).toBe(`https://${client.getHostname('taskrouter.twilio.com', edge, region)}`);
});

test.each([
  ['TWILIO_REGION', 'ie1.example.com/'],
  ['TWILIO_EDGE', 'a b'],
  ['TASKROUTER_URL', 'https://taskrouter.example.com'],
])('a %s of %j leads nowhere: nothing is sent, and the alarm names the setting', async (name, value) => {
  const settings = { ACCOUNT_SID: `AC${'0'.repeat(32)}`, AUTH_TOKEN: 'x', [name]: value };
  const gateway = openGateway(settings, new Deadline(1_000));
  const result = await gateway.ask((v1) => v1.fetch({ uri: '/Workspaces', method: 'get' }));
  expect(result).toMatchObject({ ok: false, failure: { kind: 'settings', message: expect.stringContaining(name) } });
  expect(gateway.attempts()).toBe(0);
});

test("an update is sent as the library's own client sends it", async () => {
  const seen: object[] = [];
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { method, url, headers } = request;
    // The library's transport unpacks answers, and spells a form in another way that means the same.
    const { 'accept-encoding': _, 'content-length': __, connection: ___, ...told } = headers;
    seen.push({ method, url, told, fields: { ...parse(Buffer.concat(chunks).toString()) } });
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const TASKROUTER_URL = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const account = { ACCOUNT_SID: `AC${'0'.repeat(32)}`, AUTH_TOKEN: 'x' };
  const at = {
    workspaceSid: `WS${'0'.repeat(32)}`,
    workerSid: `WK${'0'.repeat(32)}`,
    reservationSid: `WR${'0'.repeat(32)}`,
  };
  const update: ReservationContextUpdateOptions = {
    instruction: 'conference',
    ifMatch: '"3"',
    from: '+15550001000',
    to: "sip:o'brien (x)*!~@example.com",
    timeout: 20,
    endConferenceOnExit: true,
    conferenceStatusCallback: 'https://voice.example.com/calls?a=1&b=ü +',
    conferenceStatusCallbackEvent: ['start', 'end'],
  };

  await updateReservation(openGateway({ ...account, TASKROUTER_URL }, new Deadline(5_000)), at, update);
  const client = twilio(account.ACCOUNT_SID, account.AUTH_TOKEN);
  client.taskrouter.baseUrl = TASKROUTER_URL;
  const worker = client.taskrouter.v1.workspaces(at.workspaceSid).workers(at.workerSid);
  await worker.reservations(at.reservationSid).update(update);
  server.close();
  const [ours, theirs] = seen;
  expect(ours).toEqual(theirs);
});
