import { BadInstruction, type InstructionFault } from './bad-instructions';
import type { Fields } from './fields';
import type { Ground } from './ground';
import { attributesOf } from './json';
import { contactUri } from './phone';
import type { Task, Worker } from './world-document';

/** What an instruction is checked against. */
export interface Subject {
  ground: Ground;
  fields: Fields;
  task: Task;
  worker: Worker;
}

const ADDRESS = /^(\+?\d{3,15}|client:\S+|sips?:\S+)$/i;
const LEG_EVENTS = ['initiated', 'ringing', 'answered', 'completed'];
const CONFERENCE_EVENTS = ['start', 'end', 'join', 'leave', 'mute', 'hold', 'speaker'];
const CONFERENCE_BOOLEANS = [
  'Record',
  'Muted',
  'StartConferenceOnEnter',
  'EndConferenceOnExit',
  'EarlyMedia',
  'EndConferenceOnCustomerExit',
  'BeepOnCustomerEntrance',
];
const CONFERENCE_URLS = [
  'StatusCallback',
  'WaitUrl',
  'ConferenceStatusCallback',
  'RecordingStatusCallback',
  'ConferenceRecordingStatusCallback',
];
const CONFERENCE_METHODS = [
  'StatusCallbackMethod',
  'WaitMethod',
  'ConferenceStatusCallbackMethod',
  'RecordingStatusCallbackMethod',
  'ConferenceRecordingStatusCallbackMethod',
];

/** What is wrong with a subject, by instruction; each throws the first refusal it finds. */
export const checks = {
  call(subject: Subject) {
    checkAddress(subject, 'CallTo', 40110);
    check(subject, subject.fields.filled('CallFrom') !== undefined, 40111);
    check(subject, isUrl(subject.fields.filled('CallUrl')), 40112);
    checkUrls(subject, ['CallStatusCallbackUrl'], 40158);
    checkSeconds(subject, 'CallTimeout', 20001);
    subject.fields.boolean('CallAccept');
  },
  dequeue(subject: Subject) {
    check(subject, 'call_sid' in attributesOf(subject.task), 40140);
    checkAddress(subject, 'DequeueTo', 40131);
    checkActivity(subject, 'DequeuePostWorkActivitySid', 40130);
    checkUrls(subject, ['DequeueStatusCallbackUrl'], 40157);
    checkEvents(subject, 'DequeueStatusCallbackEvent', LEG_EVENTS, 40134);
    checkSeconds(subject, 'DequeueTimeout', 20001);
  },
  redirect(subject: Subject) {
    check(subject, /^CA[0-9a-f]{32}$/i.test(subject.fields.text('RedirectCallSid') ?? ''), 40121);
    check(subject, isUrl(subject.fields.filled('RedirectUrl')), 40120);
    subject.fields.boolean('RedirectAccept');
  },
  conference(subject: Subject) {
    const attributes = attributesOf(subject.task);
    check(subject, 'call_sid' in attributes || 'outbound_to' in attributes, 40142);
    checkAddress(subject, 'To', 40137);
    checkParticipant(subject);
  },
  supervise(subject: Subject) {
    const supervisor = supervisorOf(subject);
    check(subject, supervisor !== undefined && contactUri(supervisor) !== undefined, 40147);
    check(subject, 'from' in attributesOf(subject.task), 40148);
    subject.fields.oneOf('SupervisorMode', ['monitor', 'whisper', 'barge']);
    checkParticipant(subject);
  },
};

export const supervisorOf = ({ ground, fields }: Subject) => ground.world.workers.get(fields.text('Supervisor') ?? '');

function checkParticipant(subject: Subject): void {
  const { fields } = subject;
  checkActivity(subject, 'PostWorkActivitySid', 40139);
  checkUrls(subject, CONFERENCE_URLS, 40159);
  checkSeconds(subject, 'Timeout', 14233);
  checkEvents(subject, 'StatusCallbackEvent', LEG_EVENTS, 20001);
  checkEvents(subject, 'ConferenceStatusCallbackEvent', CONFERENCE_EVENTS, 20001);
  for (const name of CONFERENCE_BOOLEANS) fields.boolean(name);
  for (const name of CONFERENCE_METHODS) fields.oneOf(name, ['GET', 'POST']);
  fields.integer('MaxParticipants', 2, 250);
}

function check({ ground }: Subject, holds: boolean, code: InstructionFault, detail?: string): void {
  if (!holds) throw new BadInstruction(code, ground.switches.badInstruction, detail);
}

function checkAddress(subject: Subject, name: string, code: InstructionFault): void {
  check(subject, ADDRESS.test(subject.fields.filled(name) ?? contactUri(subject.worker) ?? ''), code);
}

function checkActivity(subject: Subject, name: string, code: InstructionFault): void {
  const sid = subject.fields.filled(name);
  check(subject, sid === undefined || subject.ground.world.activities.get(sid) !== undefined, code);
}

/** A URL may be absent; an empty one is at fault. */
function checkUrls(subject: Subject, names: string[], code: InstructionFault): void {
  for (const name of names) {
    const url = subject.fields.text(name);
    check(subject, url === undefined || isUrl(url), code, name);
  }
}

function checkEvents(subject: Subject, name: string, allowed: string[], code: InstructionFault): void {
  const unknown = subject.fields.list(name)?.find((event) => !allowed.includes(event));
  check(subject, unknown === undefined, code, `${name} ${unknown}`);
}

function checkSeconds(subject: Subject, name: string, code: InstructionFault): void {
  const text = subject.fields.filled(name);
  check(subject, text === undefined || (/^\d+$/.test(text) && Number(text) >= 1 && Number(text) <= 999), code, name);
}

function isUrl(text: string | undefined): boolean {
  return text !== undefined && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
