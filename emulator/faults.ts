import { Problem } from './problem';

/**
 * What is to go wrong, each only where named. `status`, `headers` or `body` answer so instead of acting, or after it
 * where `acts` says so. `drop` cuts the connection before or after acting. All others act, unless one of the first three
 * is named too: `stallMs` acts late, `delayMs` answers late, `garbage` answers broken JSON, `cutAfter` cuts the
 * connection after so many bytes of the body, and `trickleMs` sends the body byte by byte with such pauses. Delays are
 * real time.
 */
export interface Fault {
  method?: string;
  status?: number;
  headers?: Record<string, string>;
  body?: unknown;
  acts?: boolean;
  stallMs?: number;
  delayMs?: number;
  drop?: 'before' | 'after';
  garbage?: boolean;
  cutAfter?: number;
  trickleMs?: number;
}

/** What a storm draws from unless told otherwise. */
const weather: Fault[] = [
  { status: 429, headers: { 'retry-after': '1' }, body: new Problem(429, 20429, 'Too Many Requests').body() },
  { status: 500, body: new Problem(500, 20500, 'Internal Server Error').body() },
  { status: 502, body: '<html><body>502 Bad Gateway</body></html>' },
  { status: 503, body: '' },
  { drop: 'before' },
  { drop: 'after' },
  { delayMs: 200 },
  { delayMs: 2000 },
  { garbage: true },
  { cutAfter: 40 },
  { trickleMs: 1 },
];

/** Decides, request by request, what goes wrong: first what was ordered by count, then the storm. */
export class Faults {
  private left = 0;
  private fault: Fault = {};
  private storm: (() => Fault | undefined) | undefined;

  /** The next `times` requests; replaces what was set before. */
  set(times: number, fault: Fault): void {
    this.left = times;
    this.fault = fault;
  }

  /** A random share `rate` (0 to 1) of all requests from now on; the same seed draws the same faults in the same order. */
  brew(seed: number, rate: number, faults = weather): void {
    const draw = randomFrom(seed);
    this.storm =
      rate === 0 ? undefined : () => (draw() < rate ? faults[Math.floor(draw() * faults.length)] : undefined);
  }

  /** The fault for this request, if it is to meet one. */
  take(method: string): Fault | undefined {
    if (this.left > 0 && (this.fault.method ?? method).toUpperCase() === method) {
      this.left -= 1;
      return this.fault;
    }
    const fault = this.storm?.();
    return (fault?.method ?? method).toUpperCase() === method ? fault : undefined;
  }

  clear(): void {
    this.left = 0;
    this.storm = undefined;
  }
}

/** Mulberry32: small, and the same everywhere. */
export function randomFrom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
