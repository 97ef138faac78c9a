import { stringify } from 'node:querystring';
import { getExpectedBodyHash, getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';

/** A request as a test means it; each host puts it into its own shape. */
export interface Message {
  /** `/reservations/accept` */
  path: string;
  /** Sent as a form. */
  fields?: Record<string, string | readonly string[]>;
  /** Sent as JSON instead. */
  json?: unknown;
  query?: Record<string, string>;
  headers?: Record<string, string>;
  /** What is signed: this message (default), nothing, or this message for another path or token. */
  signature?: 'none' | { path?: string; token?: string };
}

export interface Reply {
  status: number;
  headers: Record<string, string>;
  text: string;
}

/** A place the endpoints run in. */
export interface Host {
  name: string;
  /** Whether it checks X-Twilio-Signature itself. */
  checksSignatures: boolean;
  start(settings: Readonly<Record<string, string>>): Promise<RunningHost>;
}

export interface RunningHost {
  /** Where it is reached over a socket, if it is. */
  url?: string;
  send(message: Message): Promise<Reply>;
  /** What it wrote so far, line by line, where that can be seen. */
  log?: string[];
  /** The process it runs in, where that is one of its own. */
  pid?: number | undefined;
  stop(): Promise<void>;
}

/** The wire form of a message for a deployment at `home`: address, headers (signed as Twilio signs) and body. */
export function wired(message: Message, home: string, token: string) {
  const { path, fields, json, signature } = message;
  const body = json === undefined ? stringify(fields ?? {}) : JSON.stringify(json);
  const query = { ...message.query, ...(json === undefined ? {} : { bodySHA256: getExpectedBodyHash(body) }) };
  const search = Object.keys(query).length > 0 ? `?${stringify(query)}` : '';
  const wrong = typeof signature === 'object' ? signature : {};
  const signed = getExpectedTwilioSignature(
    wrong.token ?? token,
    home + (wrong.path ?? path) + search,
    json === undefined ? { ...fields } : {},
  );
  const headers: Record<string, string> = {
    'Content-Type': json === undefined ? 'application/x-www-form-urlencoded' : 'application/json',
    ...(signature === 'none' ? {} : { 'X-Twilio-Signature': signed }),
    ...message.headers,
  };
  return { path, search, headers, body };
}
