import { parse } from 'dotenv';
import { SETTINGS } from '../wire/settings';

const LOCAL = Object.entries(SETTINGS).flatMap(([name, setting]) => ('local' in setting ? [name] : []));
const GIVEN = Object.entries(SETTINGS).flatMap(([name, setting]) => ('given' in setting ? [name] : []));

/** The text of an `.env` file without the settings that are for this machine only. */
export function deployedEnv(text: string): string {
  return without(text, LOCAL);
}

/** The same for a rehearsal: the account and its token are made up. */
export function rehearsedEnv(text: string): string {
  const account = `ACCOUNT_SID=AC${'0'.repeat(32)}\nAUTH_TOKEN=rehearsal\n`;
  return `${without(text, [...LOCAL, ...GIVEN]).trimEnd()}\n${account}`;
}

/** For whoever has no `.env` yet: every setting that can be deployed, with a made-up value. */
export function madeUpEnv(): string {
  return Object.keys(SETTINGS)
    .map((name) => `${name}=made-up\n`)
    .join('');
}

/** Line by line, so that what stays is quoted as it was. */
function without(text: string, names: readonly string[]): string {
  const dropped = new RegExp(`^\\s*(export\\s+)?(${names.join('|')})\\s*[=:]`);
  return text
    .split('\n')
    .filter((line) => !dropped.test(line))
    .join('\n');
}

/** What becomes of each variable of an `.env` file: its name and its fate, never its value. */
export function fates(text: string): [name: string, fate: string][] {
  return Object.entries(parse(text)).map(([name, value]) => [name, fateOf(name, value)]);
}

function fateOf(name: string, value: string): string {
  if (GIVEN.includes(name)) return 'signs in to deploy; Twilio gives its own to the functions';
  if (LOCAL.includes(name)) return 'stays on this machine';
  if (!(name in SETTINGS)) return 'no setting: nothing reads it';
  return value === '' ? 'empty: not deployed' : 'deployed';
}
