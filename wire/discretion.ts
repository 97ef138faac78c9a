/**
 * A text that others wrote, without the phone numbers and addresses that may be in it: nothing personal goes into a log or
 * an error. SIDs and years stay.
 */
export function withoutNumbers(text: string): string {
  return text.replace(ADDRESS, '$1:…').replace(NUMBER, '…');
}

const ADDRESS = /\b(sips?|client|tel):[^\s,;"'<>]+/gi;
const NUMBER = /(?<!\w)\+?\(?\d(?:[ ().-]{0,2}\d){6,17}(?!\w)/g;

/** Whether a text is, as a whole, what a phone number looks like. */
export function looksPersonal(text: string): boolean {
  return withoutNumbers(text.trim()) !== text.trim();
}
