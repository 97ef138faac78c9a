import * as fc from 'fast-check';
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse';
import { phrasesFor } from '../webhooks/phrases';
import { spoken } from '../webhooks/spoken';
import { OUTCOMES } from '../wire/outcome';
import { twilioRuntime } from './hosts/twilio-runtime';
import { staged } from './stage';
import { inStatus } from './states';

const on = staged(twilioRuntime);
beforeEach(() => on.world.reset());

const LANGUAGES = ['en', 'es', 'fr', 'de', 'pt-BR'];
const voiceWebhook = {
  CallSid: `CA${'2'.repeat(32)}`,
  CallStatus: 'in-progress',
  From: '+15550004444',
  To: '+15550005555',
};

test.each(LANGUAGES)('in %s, every outcome is spoken as the library would write it', (language) => {
  const phrases = phrasesFor(language);
  for (const text of Object.values(phrases.outcomes)) {
    const next = 'https://functions.example.com/voice/joined?a=1&b="<';
    for (const way of [undefined, next]) {
      const library = new VoiceResponse();
      library.say({ language: phrases.language as never, voice: phrases.voice as never }, text);
      if (way) library.redirect({ method: 'POST' }, way);
      expect(spoken(phrases, text, way)).toBe(library.toString());
    }
  }
});

test('any text and any way on is written as the library would write it', () => {
  // What XML 1.0 can hold, and what our phrases and addresses are made of.
  const text = fc
    .string({ unit: 'grapheme', minLength: 1 })
    .filter((it) => /^[\t\n\r\x20-\ud7ff\ue000-\ufffd]*$/.test(it));
  fc.assert(
    fc.property(text, text, (say, next) => {
      const library = new VoiceResponse();
      library.say({ language: 'en-US', voice: 'Polly.Joanna' }, say);
      library.redirect({ method: 'POST' }, next);
      expect(spoken(phrasesFor('en'), say, next)).toBe(library.toString());
    }),
  );
});

test('an unknown language falls back in text and voice together', () => {
  const { language, voice, outcomes } = phrasesFor('xx', undefined, '');
  expect([language, voice, outcomes.done]).toEqual(['en-US', 'Polly.Joanna', 'Done.']);
  expect(phrasesFor('pt_PT').language).toBe('pt-BR');
});

test('a date is handed on as TaskRouter wrote it, however that was', async () => {
  const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
  const dates = { date_created: '2024-05-01T12:50:02.000Z', date_updated: '2024-05-01T14:50:02+02:00' };
  await on.world.faults({ times: 1, status: 200, body: { ...(await on.world.shown(address)), ...dates } });
  const reply = await on.functions.send({ path: '/reservations/fetch', fields: address });
  expect(JSON.parse(reply.text)).toMatchObject({ outcome: 'done', ...dates });
});

test('a voice webhook posted straight at an action hears TwiML, and its From goes nowhere', async () => {
  const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
  const reply = await on.functions.send({ path: '/reservations/accept', fields: voiceWebhook, query: address });
  expect([reply.status, reply.headers['content-type']]).toEqual([200, expect.stringMatching(/^text\/xml/)]);
  expect(reply.text).toBe(spoken(phrasesFor('en'), 'Done.'));
  expect((await on.world.requests()).filter(({ method }) => method === 'POST').at(-1)?.fields).toEqual({
    ReservationStatus: 'accepted',
  });
});

test("a voice webhook's own fields are no parameters of a call", async () => {
  const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
  const fields = { ...voiceWebhook, CallFrom: '+15550004444', CallUrl: 'https://example.com/', Reply: 'json' };
  const reply = await on.functions.send({ path: '/reservations/call', fields, query: address });
  expect(JSON.parse(reply.text).issues.map(({ field }: { field: string }) => field)).toEqual(['CallFrom', 'CallUrl']);
});

test('a spoken answer goes on to Next and says the outcome there', async () => {
  const { TaskSid: _, ...address } = await inStatus(on.world, 'accepted');
  const flow = `https://webhooks.twilio.com/v1/Accounts/${on.world.world.accountSid}/Flows/FW${'0'.repeat(32)}?FlowEvent=return`;
  const fields = { ...address, Reply: 'twiml', Language: 'de', Next: flow };
  const reply = await on.functions.send({ path: '/reservations/accept', fields });
  expect(reply.text).toBe(spoken(phrasesFor('de'), 'Das war schon erledigt.', `${flow}&outcome=already`));
});

test.each([
  'https://evil.example.com/',
  '//evil.example.com/',
  '/\\evil.example.com',
  'https://webhooks.twilio.com/v1/Accounts/AC00000000000000000000000000000000/Flows/FW00000000000000000000000000000000',
  'https://webhooks.twilio.com.evil.example.com/',
  'javascript:alert(1)',
])('a Next of %s is refused', async (Next) => {
  const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
  const reply = await on.functions.send({ path: '/reservations/accept', fields: { ...address, Next } });
  expect(JSON.parse(reply.text).issues).toMatchObject([{ field: 'Next' }]);
  expect(await on.world.statusOf(address)).toBe('pending');
});

test('for Studio every answer is 200 with the same keys', async () => {
  const { TaskSid: _, ...address } = await inStatus(on.world, 'pending');
  const ask = async (action: string, fields: Record<string, string>) => {
    const reply = await on.functions.send({ path: `/reservations/${action}`, fields: { ...fields, Reply: 'studio' } });
    return { http: reply.status, ...JSON.parse(reply.text) };
  };
  const answers = [
    await ask('accept', address),
    await ask('accept', address),
    await ask('reject', address),
    await ask('accept', {}),
    await ask('accept', { ...address, ReservationSid: `WR${'0'.repeat(32)}` }),
  ];
  expect(answers.map(({ http, status, outcome }) => [http, status, outcome])).toEqual([
    [200, 200, 'done'],
    [200, 200, 'already'],
    [200, 409, 'not_allowed'],
    [200, 400, 'invalid'],
    [200, 404, 'not_found'],
  ]);
  const keys = answers.map((answer) => Object.keys(answer).sort().join());
  expect(new Set(keys).size).toBe(1);
});

test('every outcome has words in every language', () => {
  for (const language of LANGUAGES) {
    expect(Object.keys(phrasesFor(language).outcomes).sort()).toEqual(Object.keys(OUTCOMES).sort());
  }
});
