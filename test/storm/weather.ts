import type { Fault } from '../../emulator/faults';

const problem = (status: number, code: number, message: string) => ({ code, message, more_info: '', status });
const tooMany = problem(429, 20429, 'Too Many Requests');

/** Each about as often as the next. */
const common: Fault[] = [
  { status: 429, headers: { 'retry-after': '1' }, body: tooMany },
  { status: 429, body: tooMany },
  { status: 500, body: problem(500, 20500, 'Internal Server Error') },
  { status: 502, body: '<html><body>502 Bad Gateway</body></html>' },
  { status: 503, body: '' },
  { acts: true, status: 500, body: problem(500, 20500, 'Internal Server Error') },
  { acts: true, status: 504, body: '<html><body>504 Gateway Time-out</body></html>' },
  { drop: 'before' },
  { drop: 'after' },
  { delayMs: 200 },
  { stallMs: 200 },
  { garbage: true },
  { cutAfter: 40 },
  { trickleMs: 1 },
];

/** A minute to wait, our own credentials refused, and what lasts longer than a Twilio Function lives. */
const rare: Fault[] = [
  { status: 429, headers: { 'retry-after': '60' }, body: tooMany },
  { status: 401, body: problem(401, 20003, 'Authenticate') },
  { delayMs: 2_000 },
  { stallMs: 2_000 },
  { delayMs: 12_000 },
  { delayMs: 20_000 },
  { stallMs: 10_000 },
  { trickleMs: 20 },
];

/** What the storm draws from, with equal chances: the rare ones stand in it once, the common ones four times. */
export const weather: Fault[] = [...common, ...common, ...common, ...common, ...rare];

/** The share of REST requests that meet a fault. */
export const RATE = 0.3;
