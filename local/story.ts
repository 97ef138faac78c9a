/** A request of the emulator's to a webhook, as its journal has it. */
export interface Callback {
  /** Emulator's time, in milliseconds since 1970. */
  at: number;
  method: string;
  url: string;
  fields: Record<string, string>;
  /** HTTP, once answered. */
  status: number | null;
}

/** What a webhook of ours logged about one answer. */
export interface Logged {
  endpoint: string;
  ms: number;
  outcome: string;
}

/** What happened, in words; undefined for what is of no interest to somebody who watches. */
export function told({ url, fields }: Callback, nameOf: (workerSid: string) => string): string | undefined {
  const { pathname, searchParams } = new URL(url);
  const worker = fields.WorkerName ?? nameOf(fields.WorkerSid ?? searchParams.get('WorkerSid') ?? '');
  switch (fields.EventType ?? pathname) {
    case 'task.created':
      return `${callerOf(fields)} is put into the queue`;
    case 'reservation.created':
      return `TaskRouter offers the call to ${worker}`;
    case 'reservation.accepted':
      return `${worker} and ${callerOf(fields)} are talking`;
    case 'reservation.wrapup':
      return 'they have hung up';
    case 'reservation.completed':
      return `completed: ${worker} is free for the next`;
    case 'reservation.rejected':
      return `${worker} did not take it, and the call goes on waiting`;
    case 'worker.activity.update':
      return `${worker} is now ${fields.WorkerActivityName}`;
    case '/assignment':
      return `TaskRouter asks what to do about ${worker}`;
    case '/voice/offer':
      return `${worker} picks up and hears who is calling`;
    case '/voice/answer':
      return `${worker} presses ${fields.Digits}`;
    case '/voice/joined':
      return `the line from ${worker} to the caller has ended`;
    case '/voice/ended':
      return `${worker}'s phone is done: ${fields.CallStatus}`;
    default:
      return undefined;
  }
}

function callerOf({ TaskAttributes = '{}' }: Record<string, string>): string {
  return String(JSON.parse(TaskAttributes).name ?? 'a caller');
}

/** One line of the screen: seconds since `began`, what happened, and for a webhook of ours its answer. */
export function line(callback: Callback, words: string, began: number, logged: Logged | undefined): string {
  const seconds = String(Math.round((callback.at - began) / 1000)).padStart(4);
  if (!logged) return `${seconds} s  ${words}`;
  const answer = `${callback.method} /${logged.endpoint} ${callback.status}: ${logged.outcome}, ${logged.ms} ms`;
  return `${seconds} s  ${words.padEnd(52)} ${answer}`;
}
