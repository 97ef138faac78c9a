import type { Ground } from './ground';
import { attributesOf } from './json';
import { move } from './lifecycle';
import type { Outgoing } from './outgoing';
import { hangUp, join } from './telephony';
import { type Verb, verbsOf } from './twiml';
import { setActivity } from './worker-rules';
import type { World } from './world';
import type { Call, Reservation } from './world-document';

/** Who is on the line, as voice requests tell it. */
export interface Leg {
  callSid: string;
  from: string;
  to: string;
  direction: string;
  /** The phone of a worker; none for a caller's leg. */
  call?: Call;
}

interface Step {
  method: string;
  url: string;
  extra: Record<string, string>;
}
/** Where a verb leads: to the next verb, to another document, or off the line. */
type Turn = 'next' | 'over' | Step;

const TIMEOUT_MS = 15_000;
const MOST_DOCUMENTS = 100;
const over = ['canceled', 'rescinded'];

/** One leg that follows TwiML. Speech takes no time; pauses, key presses and talks take the emulator's. */
export class Line {
  private readonly world: World;
  private readonly presses: string[];
  /** Which document is being followed: a redirect starts another, and this one stops. */
  private following = 0;
  /** Called when worker and caller part. */
  parted: () => void = () => undefined;

  constructor(
    private readonly ground: Ground,
    private readonly outgoing: Outgoing,
    readonly leg: Leg,
  ) {
    this.world = ground.world;
    this.presses = [...(leg.call?.phone.presses ?? [])];
  }

  /** Follows the document at the URL, and those it leads to, until the line is over. */
  async follow(method: string, url: string): Promise<void> {
    this.following += 1;
    const mine = this.following;
    let step: Step = { method, url, extra: {} };
    for (let documents = 0; documents < MOST_DOCUMENTS; documents += 1) {
      const verbs = await this.document(step);
      if (!this.isOn(mine)) return;
      const turn = verbs ? await this.perform(verbs, step.url, mine) : 'over';
      if (!this.isOn(mine)) return;
      if (typeof turn === 'string') break;
      step = turn;
    }
    this.ground.act(() => this.leg.call && hangUp(this.ground, this.leg.call));
  }

  private isOn(mine: number): boolean {
    const { call } = this.leg;
    return this.world === this.ground.world && mine === this.following && (!call || call.status === 'in-progress');
  }

  private async document({ method, url, extra }: Step): Promise<Verb[] | null> {
    const { from, to } = this.leg;
    const fields = {
      CallSid: this.leg.callSid,
      AccountSid: this.world.accountSid,
      From: from,
      To: to,
      Caller: from,
      Called: to,
      CallStatus: 'in-progress',
      ApiVersion: '2010-04-01',
      Direction: this.leg.direction,
      ...extra,
    };
    const answered = await this.outgoing.request({ method, url, fields, timeoutMs: TIMEOUT_MS });
    const note = (code: number, message: string) => {
      this.ground.note(code, message, url);
      return null;
    };
    if (!answered) return null;
    if (answered.status !== 200) return note(11200, `The voice webhook answered ${answered.status}`);
    if (!/^(text|application)\/xml\b/i.test(answered.contentType)) {
      return note(12300, `TwiML must be text/xml, not ${answered.contentType || 'of no type'}`);
    }
    return verbsOf(answered.text) ?? note(12100, 'The document is not TwiML');
  }

  private async perform(verbs: Verb[], base: string, mine: number): Promise<Turn> {
    for (const verb of verbs) {
      const turn = await this.verb(verb, base, mine);
      if (turn !== 'next' || !this.isOn(mine)) return turn;
    }
    return 'over';
  }

  private async verb(verb: Verb, base: string, mine: number): Promise<Turn> {
    switch (verb.name) {
      case 'Say':
      case 'Play':
        return 'next';
      case 'Pause':
        await this.pause(Number(verb.attributes.length ?? 1));
        return 'next';
      case 'Gather':
        return this.gather(verb, base, mine);
      case 'Redirect':
        return lead(verb.text, verb.attributes.method, base);
      case 'Dial':
        return this.dial(verb, base, mine);
      case 'Hangup':
        return 'over';
      default:
        this.ground.note(12200, `<${verb.name}> is no verb that the emulator follows`, base);
        return 'next';
    }
  }

  private async gather({ attributes, nested }: Verb, base: string, mine: number): Promise<Turn> {
    await this.perform(nested, base, mine);
    if (!this.isOn(mine)) return 'over';
    const patience = Number(attributes.timeout ?? 5);
    const thinks = this.leg.call?.phone.thinks ?? 0;
    const pressed =
      (attributes.input ?? 'dtmf').includes('dtmf') && thinks <= patience ? this.presses.shift() : undefined;
    await this.pause(pressed === undefined ? patience : thinks);
    const ended = pressed?.split(attributes.finishOnKey ?? '#')[0] ?? '';
    const digits = ended.slice(0, Number(attributes.numDigits ?? ended.length));
    if (digits === '' && attributes.actionOnEmptyResult !== 'true') return 'next';
    return lead(attributes.action ?? base, attributes.method, base, { Digits: digits, FinishedOnKey: '' });
  }

  private async dial({ attributes, nested }: Verb, base: string, mine: number): Promise<Turn> {
    const { call } = this.leg;
    const [noun] = nested;
    const began = this.ground.clock.now();
    const joined = noun !== undefined && call !== undefined && this.ground.act(() => this.joinBy(noun, call, base));
    if (joined) {
      await new Promise<void>((parted) => {
        this.parted = parted;
      });
      this.afterwards(call, noun.attributes.postWorkActivitySid);
      if (!this.isOn(mine)) return 'over';
    }
    if (attributes.action === undefined) return 'next';
    const duration = String(Math.round((this.ground.clock.now() - began) / 1000));
    return lead(attributes.action, attributes.method, base, {
      DialCallStatus: joined ? 'completed' : 'failed',
      ...(joined && { DialCallDuration: duration }),
    });
  }

  /** Puts the worker in touch with the caller, by way of the reservation if the noun names one. */
  private joinBy(noun: Verb, call: Call, base: string): boolean {
    const isConference = noun.name === 'Conference';
    const { reservationSid } = noun.attributes;
    if (!isConference && (noun.name !== 'Queue' || reservationSid === undefined)) {
      this.ground.note(12200, `<Dial> of <${noun.name}> without a reservation is not emulated`, base);
      return false;
    }
    if (reservationSid !== undefined) {
      const reservation = this.world.reservations.get(reservationSid);
      const code = this.refusal(reservation, isConference);
      if (!reservation || code !== undefined) {
        this.ground.note(code ?? 14217, `<Dial><${noun.name}> cannot accept the reservation`, reservationSid);
        return false;
      }
      move(this.ground, reservation, 'accept');
    }
    join(this.ground, call);
    return true;
  }

  /** Where the worker goes once the talk is over. */
  private afterwards(call: Call, activitySid: string | undefined): void {
    const worker = this.ground.world.workers.get(call.workerSid);
    if (worker && activitySid) this.ground.act(() => setActivity(this.ground, worker, activitySid));
  }

  /** Twilio's code for a reservation that TwiML cannot accept. */
  private refusal(reservation: Reservation | undefined, isConference: boolean): number | undefined {
    if (!reservation || over.includes(reservation.state)) return isConference ? 14238 : 14217;
    const task = this.world.tasks.get(reservation.taskSid);
    const enqueued = task !== undefined && 'call_sid' in attributesOf(task);
    if (reservation.state !== 'pending' || !enqueued) return isConference ? 14236 : 14215;
    return undefined;
  }

  private pause(seconds: number): Promise<void> {
    const until = this.ground.clock.now() + (Number.isFinite(seconds) ? seconds : 1) * 1000;
    return new Promise((done) => this.ground.setTimer(`line ${this.leg.callSid}`, until, done));
  }
}

/** The document a verb leads to; relative URLs start from the present one. */
function lead(to: string, method = 'POST', base: string, extra: Record<string, string> = {}): Turn {
  if (!URL.canParse(to, base)) return 'over';
  return { method, url: new URL(to, base).href, extra };
}
