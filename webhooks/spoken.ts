import type { Phrases } from './phrases';

/**
 * The one TwiML shape that a reservation action speaks: a sentence, then an optional way on. Written by hand because the
 * library's VoiceResponse would more than double the bundle (measured in the README); a test holds it, byte for byte, to
 * what VoiceResponse writes.
 */
export function spoken({ language, voice }: Pick<Phrases, 'language' | 'voice'>, text: string, next?: string): string {
  const say = `<Say language="${quoted(language)}" voice="${quoted(voice)}">${escaped(text)}</Say>`;
  const redirect = next === undefined ? '' : `<Redirect method="POST">${escaped(next)}</Redirect>`;
  return `<?xml version="1.0" encoding="UTF-8"?><Response>${say}${redirect}</Response>`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/\r/g, '&#xD;');
}

function quoted(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
