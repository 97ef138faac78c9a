/** Whether `value` is a SID of Twilio's with this prefix: two letters and 32 hexadecimal digits. */
export function isSid(prefix: string, value: unknown): value is string {
  return typeof value === 'string' && value.startsWith(prefix) && SID.test(value);
}

const SID = /^[A-Z]{2}[0-9a-fA-F]{32}$/;
