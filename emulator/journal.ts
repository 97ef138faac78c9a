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

/** Everything seen since the last reset. */
export class Journal {
  requests: RequestEntry[] = [];

  clear(): void {
    this.requests = [];
  }
}
