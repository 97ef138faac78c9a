import * as fc from 'fast-check';
import { type ActionName, actions } from '../taskrouter/actions';
import { type Parameter, parameters, wireName } from '../taskrouter/parameters';
import { OUTCOMES } from '../wire/outcome';
import { departures } from './description';
import { source } from './hosts/source';
import { staged } from './stage';

const on = staged(source);

const names = Object.keys(actions) as ActionName[];
const fieldNames = [
  ...Object.keys(parameters).map(wireName),
  ...['WorkspaceSid', 'WorkerSid', 'ReservationSid', 'TaskSid', 'Reply', 'Next', 'Language', 'EventType', 'CallSid'],
  ...['__proto__', 'constructor', 'hasOwnProperty', 'request', 'toString'],
];
const hostileText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '\u0000',
    '\ud800',
    '\r\nX-Injected: 1',
    '../..',
    '%2e%2e',
    '<Say>',
    'x'.repeat(3000),
    '[[[',
    '[1,{}]',
  ),
);
const hostileValue = fc.oneof(hostileText, fc.jsonValue(), fc.array(fc.oneof(hostileText, fc.array(hostileText))));

test('any request, however hostile, gets an answer from the vocabulary', async () => {
  const field = fc.tuple(fc.oneof(fc.constantFrom(...fieldNames), hostileText), hostileValue);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...names), fc.array(field, { maxLength: 8 }), async (name, entries) => {
      const json = JSON.parse(`{${entries.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`)}}`);
      const reply = await on.functions.send({ path: `/reservations/${name}`, json });
      if (reply.headers['content-type'] === 'text/xml') {
        expect(reply.text).toMatch(/^<\?xml .*<\/Response>$/s);
        return;
      }
      const body = JSON.parse(reply.text);
      expect(Object.keys(OUTCOMES)).toContain(body.outcome);
      if (reply.status === OUTCOMES[body.outcome as keyof typeof OUTCOMES].status) {
        expect(departures(name, reply.status, body)).toEqual([]);
      }
    }),
    { numRuns: 1_000 },
  );
  expect((await on.world.requests()).filter(({ path }) => !/^\/v1\/Workspaces\/WS\w{32}\//.test(path))).toEqual([]);
});

/** Any valid value of a parameter, with how TaskRouter must hear it. */
function anyValid(parameter: Parameter): fc.Arbitrary<{ said: unknown; heard: string | string[] }> {
  const same = (text: fc.Arbitrary<string>) => text.map((said) => ({ said, heard: said }));
  const hex = fc.string({ unit: fc.constantFrom(...'0123456789abcdefABCDEF'), minLength: 32, maxLength: 32 });
  const printable = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 });
  switch (parameter.kind) {
    case 'boolean':
      return fc.boolean().map((said) => ({ said, heard: String(said) }));
    case 'integer':
      return fc
        .integer({ min: parameter.minimum, max: parameter.maximum })
        .map((said) => ({ said, heard: String(said) }));
    case 'one of':
      return same(fc.constantFrom(...parameter.values));
    case 'list':
      return fc
        .subarray([...parameter.values], { minLength: 1 })
        .map((said) => ({ said, heard: said.length === 1 ? (said[0] ?? '') : said }));
    case 'sid':
      return same(hex.map((digits) => parameter.prefix + digits));
    case 'url':
      return same(fc.webUrl({ withQueryParameters: true, withFragments: true, size: 'small' }));
    case 'address':
      return same(fc.constantFrom('+15550001234', 'client:alice', 'sip:bob@example.com;transport=tls', 'Anonymous'));
    case 'text':
      return same(printable.filter((text) => !/[\p{C}\u2028\u2029]/u.test(text)));
    case 'revision':
      return same(fc.nat().map((revision) => `"${revision}"`));
  }
}

test('what is valid arrives at TaskRouter unchanged', async () => {
  const offered = await on.world.offer();
  const { TaskSid: _, ...address } = offered;
  const taken = actions.conference.takes.filter((name) => name !== 'postWorkActivitySid');
  const some = fc
    .subarray(taken, { minLength: 1 })
    .chain((chosen) =>
      fc.tuple(...chosen.map((name) => anyValid(parameters[name]).map((value) => [wireName(name), value] as const))),
    );
  await fc.assert(
    fc.asyncProperty(some, async (values) => {
      const said = Object.fromEntries(values.map(([name, value]) => [name, value.said]));
      await on.functions.send({ path: '/reservations/conference', json: { ...address, ...said } });
      const update = (await on.world.requests()).filter(({ method }) => method === 'POST').at(-1);
      expect(update?.fields).toEqual({
        ...Object.fromEntries(values.map(([name, value]) => [name, value.heard])),
        Instruction: 'conference',
      });
    }),
    { numRuns: 150 },
  );
});
