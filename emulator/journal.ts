import type { Fault } from './faults';

/** A REST request as it came. `at` is the emulator's time; `status` is null where no answer was sent. */
export interface RequestEntry {
  at: number;
  method: string;
  path: string;
  fields: Record<string, string | string[]>;
  ifMatch: string | null;
  status: number | null;
  /** Whether it was carried out, whatever the client was told. */
  acted: boolean;
  /** What was made to go wrong with it. */
  fault: Fault | null;
}

/** A request of ours to a webhook; `status` is null until it answers. */
export interface CallbackEntry {
  at: number;
  method: string;
  url: string;
  fields: Record<string, string>;
  status: number | null;
}

/** What Twilio would have written to its Debugger, under its own code. */
export interface Note {
  at: number;
  code: number;
  message: string;
  /** The webhook, or the SID of the resource, that it is about. */
  about: string;
}

/** Everything seen since the last reset. */
export class Journal {
  requests: RequestEntry[] = [];
  callbacks: CallbackEntry[] = [];
  notes: Note[] = [];

  clear(): void {
    this.requests = [];
    this.callbacks = [];
    this.notes = [];
  }
}
