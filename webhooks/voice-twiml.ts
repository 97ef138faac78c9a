import VoiceResponse from 'twilio/lib/twiml/VoiceResponse';
import type { Phrases } from './phrases';

type Voice = Pick<Phrases, 'language' | 'voice'>;

/** Seconds that a worker has for pressing a key. */
const THINKING_S = 8;

/** Asks for one digit, which goes to `answer`; without one, says `otherwise` and ends as `next` says. */
export function ask(voice: Voice, question: string, answer: string, otherwise: string, next?: string): string {
  const response = new VoiceResponse();
  const gather = response.gather({
    input: ['dtmf'],
    numDigits: 1,
    timeout: THINKING_S,
    action: answer,
    method: 'POST',
  });
  say(gather, voice, question);
  say(response, voice, otherwise);
  return ended(response, next);
}

/** Says something; then the call goes on at `next`, or is over. */
export function tell(voice: Voice, text: string, next?: string): string {
  const response = new VoiceResponse();
  say(response, voice, text);
  return ended(response, next);
}

/** Joins the worker and the caller whose reservation it is; the joining itself accepts. `afterwards` says how it went. */
export function join(reservationSid: string, afterwards: string): string {
  const response = new VoiceResponse();
  response.dial({ action: afterwards, method: 'POST' }).queue({ reservationSid }, '');
  return response.toString();
}

function say(to: Pick<VoiceResponse, 'say'> | ReturnType<VoiceResponse['gather']>, voice: Voice, text: string): void {
  to.say({ language: voice.language, voice: voice.voice }, speakable(text));
}

function ended(response: VoiceResponse, next: string | undefined): string {
  if (next === undefined) response.hangup();
  else response.redirect({ method: 'POST' }, next);
  return response.toString();
}

/** `text` without what XML 1.0 cannot hold, control characters and half surrogate pairs among it, in one line. */
export function speakable(text: string): string {
  return text
    .replace(UNSPEAKABLE, ' ')
    .replace(/\s{2,}/g, ' ')
    .trim();
}

const UNSPEAKABLE = /[^\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
