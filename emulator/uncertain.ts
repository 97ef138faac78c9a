/**
 * What no document says. Each switch is a reading of ours, not a fact about Twilio; turn it to see whether your code
 * leans on our reading. `POST /_emulator/switches` sets them, `POST /_emulator/reset` sets them back.
 */
export const readings = {
  /** Whether giving an instruction raises the reservation's revision, as a change of status does. */
  instructionRaisesRevision: [true, false],
  /** How replies carry `ETag`: as a JSON string such as `"3"`, as a bare number, or not at all. */
  etag: ['quoted', 'bare', 'none'],
  /** Whether an `If-Match` that no longer holds is refused with 412. */
  ifMatch: ['honoured', 'ignored'],
  /** What REST answers to a bad instruction parameter: 400 with the specific 401xx code, or with 20001. */
  badInstruction: ['specific', 'general'],
  /** A ReservationStatus together with an Instruction: refused, or one of the two is carried out. */
  statusWithInstruction: ['refused', 'status', 'instruction'],
  /** Whether the assignment callback carries WorkerName, TaskChannelSid and TaskChannelUniqueName. */
  assignmentExtras: ['sent', 'absent'],
} as const;

export type Switches = { -readonly [K in keyof typeof readings]: (typeof readings)[K][number] };

/** The first reading of each switch. */
export function defaultSwitches(): Switches {
  return {
    instructionRaisesRevision: true,
    etag: 'quoted',
    ifMatch: 'honoured',
    badInstruction: 'specific',
    statusWithInstruction: 'refused',
    assignmentExtras: 'sent',
  };
}
