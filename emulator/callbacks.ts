import { askAssignment } from './assignment';
import { reportCall } from './call-status';
import { reportConference } from './conference-status';
import type { Ground, Happening } from './ground';
import { Lines } from './lines';
import type { Outgoing } from './outgoing';
import { reportEvent } from './workspace-events';

/** Lets what happens in the world be told to the webhooks that ask for it. */
export function connectCallbacks(ground: Ground, outgoing: Outgoing): void {
  const lines = new Lines(ground, outgoing);
  ground.onRestart(() => lines.clear());
  ground.onHappening((happening) => {
    for (const errand of errandsFor(ground, outgoing, lines, happening)) {
      errand.catch((error) => ground.note(0, String(error), happening.sid));
    }
  });
}

function errandsFor(ground: Ground, outgoing: Outgoing, lines: Lines, happening: Happening): Promise<void>[] {
  const { type, sid, detail } = happening;
  const call = ground.world.calls.get(sid);
  switch (type) {
    case 'reservation.created':
      return [askAssignment(ground, outgoing, sid), reportEvent(ground, outgoing, happening)];
    case 'call.redirected':
      return [lines.redirected(sid, String(detail.RedirectCallSid), String(detail.RedirectUrl))];
    case 'call.initiated':
    case 'call.ringing':
      return call ? [reportCall(ground, outgoing, call, type.slice('call.'.length))] : [];
    case 'call.answered':
      return call ? [reportCall(ground, outgoing, call, 'answered'), lines.answered(call)] : [];
    case 'call.joined':
      return call ? [reportConference(ground, outgoing, call, 'joined')] : [];
    case 'call.parted':
      if (call) lines.parted(call);
      return [];
    case 'call.completed':
      if (!call) return [];
      return [reportCall(ground, outgoing, call, 'completed'), reportConference(ground, outgoing, call, 'completed')];
    default:
      return [reportEvent(ground, outgoing, happening)];
  }
}
