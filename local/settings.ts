import { existsSync, readFileSync } from 'node:fs';
import { parse } from 'dotenv';
import { readSettings, SETTINGS, type SettingName, type Settings } from '../wire/settings';

/** The settings of the environment, then of `.env`. */
export function localSettings(): Settings {
  const file = existsSync('.env') ? parse(readFileSync('.env')) : {};
  return { ...readSettings(file), ...readSettings(process.env) };
}

/** A port out of the settings; an unusable one ends the program with a word about it. */
export function portOf(settings: Settings, name: 'PORT' | 'EMULATOR_PORT', otherwise: number): number {
  const text = settings[name];
  if (text === undefined) return otherwise;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port < 65_536) return port;
  throw new Error(`${name} is ${JSON.stringify(text)}; a port from 0 to 65535 would do`);
}

/** The settings that say who we are to Twilio: with an emulator, its seeded world's, whatever the environment says. */
const IDENTITY: readonly SettingName[] = [
  'ACCOUNT_SID',
  'AUTH_TOKEN',
  'API_KEY_SID',
  'API_KEY_SECRET',
  'TASKROUTER_WORKSPACE_SID',
  'TASKROUTER_URL',
  'TWILIO_REGION',
  'TWILIO_EDGE',
  'REJECT_ACTIVITY_SID',
];

/** `settings` without those that belong to an account. */
export function withoutIdentity(settings: Settings): Settings {
  const names = (Object.keys(SETTINGS) as SettingName[]).filter((name) => !IDENTITY.includes(name));
  return Object.fromEntries(names.flatMap((name) => (settings[name] === undefined ? [] : [[name, settings[name]]])));
}
