import type { Ground } from './ground';
import { attributesOf } from './json';
import { Line } from './line';
import type { Outgoing } from './outgoing';
import type { Call } from './world-document';

/** The legs that follow TwiML, by call. */
export class Lines {
  private lines = new Map<string, Line>();

  constructor(
    private readonly ground: Ground,
    private readonly outgoing: Outgoing,
  ) {}

  /** A worker answered a call instruction: its URL says what to do. */
  async answered(call: Call): Promise<void> {
    const url = call.parameters.CallUrl;
    if (typeof url !== 'string') return;
    const { sid: callSid, from, to } = call;
    const line = new Line(this.ground, this.outgoing, { callSid, from, to, direction: 'outbound-api', call });
    this.lines.set(callSid, line);
    await line.follow('POST', url);
    this.lines.delete(callSid);
  }

  /** A redirect instruction: the call it names follows another document; a caller's, if it is none of ours. */
  async redirected(reservationSid: string, callSid: string, url: string): Promise<void> {
    const { world } = this.ground;
    const task = world.tasks.get(world.reservations.get(reservationSid)?.taskSid ?? '');
    const { from, to } = task ? attributesOf(task) : {};
    const leg = { callSid, from: String(from ?? ''), to: String(to ?? ''), direction: 'inbound' };
    const line = this.lines.get(callSid) ?? new Line(this.ground, this.outgoing, leg);
    await line.follow('POST', url);
  }

  parted(call: Call): void {
    this.lines.get(call.sid)?.parted();
  }

  clear(): void {
    this.lines = new Map();
  }
}
