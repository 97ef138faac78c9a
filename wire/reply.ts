import type { Outcome } from './outcome';

/** What one request's log line says, beside the endpoint's name and the time it took. Named fields only. */
export interface Noted {
  outcome: Outcome;
  reservation_status?: string | undefined;
  /** Requests to TaskRouter that this answer took. */
  attempts?: number | undefined;
  /** Seconds that TaskRouter asked for. */
  retry_after?: number | undefined;
  /** Twilio's own error code. */
  twilio_code?: number | undefined;
  /** Twilio's id of the last request, for its support. */
  request_id?: string | undefined;
  /** Why a person must look at this: a setting is wrong, or a bug is ours. Never a value of a secret. */
  alarm?: string | undefined;
}

/** What goes back: always text, with its type said. */
export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly noted: Noted;
}

/** `value` as a JSON reply. */
export function json(status: number, value: object, noted: Noted, headers: Record<string, string> = {}): Reply {
  return { status, headers: { 'Content-Type': 'application/json', ...headers }, body: JSON.stringify(value), noted };
}

/** `xml` as a TwiML reply: always 200, since a person is on the line. */
export function twiml(xml: string, noted: Noted): Reply {
  return { status: 200, headers: { 'Content-Type': 'text/xml' }, body: xml, noted };
}
