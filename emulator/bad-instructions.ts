import { Problem } from './problem';
import type { Switches } from './uncertain';

/**
 * OUR READING, not Twilio's word: the codes and their subjects are Twilio's, but nothing says which status and code REST
 * answers for them; the dictionary describes most as Debugger errors. We answer 400 with the code, or with 20001 when
 * the switch `badInstruction` is `general`. The same codes are noted when an assignment callback's reply is at fault.
 */
const badInstructions = {
  14233: 'Conference instruction: Timeout must be an integer between 1 and 999',
  20001: 'A parameter of the instruction is not valid',
  40100: 'Reject: the WorkerActivitySid is not an activity of the workspace',
  40110:
    'Call instruction: To is missing and the worker has no contact_uri, or it is no phone number, client or SIP address',
  40111: 'Call instruction: From is missing',
  40112: 'Call instruction: Url is missing or not a URL',
  40120: 'Redirect instruction: Url is missing or not a URL',
  40121: 'Redirect instruction: CallSid is missing or not a call SID',
  40130: 'Dequeue instruction: PostWorkActivitySid is not an activity of the workspace',
  40131:
    'Dequeue instruction: To is missing and the worker has no contact_uri, or it is no phone number, client or SIP address',
  40134: 'Dequeue instruction: an event of StatusCallbackEvent is not one of initiated, ringing, answered, completed',
  40137:
    'Conference instruction: To is missing and the worker has no contact_uri, or it is no phone number, client or SIP address',
  40139: 'Conference instruction: PostWorkActivitySid is not an activity of the workspace',
  40140: 'Dequeue instruction: the Task has no call_sid, so it was not made by <Enqueue>',
  40142: 'Conference instruction: the Task has neither call_sid nor outbound_to',
  40146: 'Supervise instruction: the reservation is not accepted',
  40147: 'Supervise instruction: the Supervisor is no worker with a contact_uri',
  40148: 'Supervise instruction: the Task has no attribute from',
  40157: 'Dequeue instruction: StatusCallbackUrl is not a URL',
  40158: 'Call instruction: StatusCallbackUrl is not a URL',
  40159: 'Conference instruction: a status callback is not a URL',
  55555: 'Unknown instruction',
} as const;

export type InstructionFault = keyof typeof badInstructions;

/** The refusal of an instruction; `specific` is its own code, whatever the switch lets REST answer. */
export class BadInstruction extends Problem {
  constructor(
    readonly specific: InstructionFault,
    reading: Switches['badInstruction'],
    detail?: string,
  ) {
    const message = detail ? `${badInstructions[specific]}: ${detail}` : badInstructions[specific];
    super(400, reading === 'specific' ? specific : 20001, message);
  }
}
