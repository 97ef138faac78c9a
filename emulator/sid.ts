import { randomBytes } from 'node:crypto';

/**
 * A SID of the seeded world: the prefix, zeros, and a few readable hex digits at the end. The same in every run, and
 * plainly not one that Twilio ever gave out.
 */
export function seededSid(prefix: string, digits: string): string {
  return prefix + digits.padStart(32, '0');
}

/** A SID for something made at run time; opaque and never given twice, also across resets. */
export function newSid(prefix: string): string {
  return prefix + randomBytes(16).toString('hex');
}
