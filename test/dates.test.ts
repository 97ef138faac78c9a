import fc from 'fast-check';
import { iso8601DateTime } from 'twilio/lib/base/deserialize';
import dates from '../scripts/dates.mjs';

/** What the library's own reading makes of a text, with `dates` in the place of dayjs. */
function read(text: string | null | undefined): unknown {
  const date = dates.utc(text);
  return date.isValid() ? date.toDate() : text;
}

test('a bundle reads every time of TaskRouter as the library does', () => {
  const time = fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true });
  const written = fc.tuple(time, fc.constantFrom('.000Z', 'Z', '+02:00', '-0330'));
  fc.assert(
    fc.property(written, ([date, ending]) => {
      const text = date.toISOString().replace(/\.\d+Z$/, ending);
      expect(read(text)).toEqual(iso8601DateTime(text));
      expect(read(text)).toBeInstanceOf(Date);
    }),
  );
});

test.each([null, '', 'soon', '2024-13-01T00:00:00Z', '2024-01-01T25:00:00Z'])('%j is no time to either', (text) => {
  expect(read(text)).toBe(text);
  expect(iso8601DateTime(text as string)).toBe(text);
});

test('a time that is missing stays missing', () => {
  expect(read(undefined)).toBeUndefined();
});
