const NAMES = [
  'ACCOUNT_SID',
  'AUTH_TOKEN',
  'API_KEY_SID',
  'API_KEY_SECRET',
  'TASKROUTER_WORKSPACE_SID',
  'TWILIO_REGION',
  'TWILIO_EDGE',
  'PUBLIC_URL',
  'CALLER_ID',
  'REJECT_ACTIVITY_SID',
  'AFTER_CALL',
  'VOICE_LANGUAGE',
  'DESK_ORIGINS',
  'FLEX_TOKENS',
  'TASKROUTER_URL',
  'PORT',
  'EMULATOR_PORT',
] as const;

export type SettingName = (typeof NAMES)[number];

/**
 * Every setting there is. `local` ones are read on a developer's machine only and never deployed; `given` ones come from
 * Twilio itself on Twilio Functions.
 */
export const SETTINGS = {
  ACCOUNT_SID: { given: true, description: 'The account. Twilio Functions receive it from Twilio.' },
  AUTH_TOKEN: {
    given: true,
    description:
      "The account's auth token: signs webhooks and speaks to TaskRouter. Twilio Functions receive it from Twilio.",
  },
  API_KEY_SID: { description: "The API key that signs the desk's worker tokens." },
  API_KEY_SECRET: { description: "That key's secret. Without both, the desk accepts no worker token." },
  TASKROUTER_WORKSPACE_SID: { description: 'The workspace that is meant when a request names none.' },
  TWILIO_REGION: { description: 'A Twilio region such as ie1; empty is us1.' },
  TWILIO_EDGE: { description: 'A Twilio edge such as dublin; set it together with the region.' },
  PUBLIC_URL: {
    description:
      'Where the world reaches this deployment, for example https://voice.example.com/prod. Lambda checks signatures over it; elsewhere the own host is the default.',
  },
  CALLER_ID: { description: 'The number shown to a worker who is called; without it, the number the caller dialled.' },
  REJECT_ACTIVITY_SID: {
    description:
      "The activity, not an available one, that a worker goes to who declines by phone or does not answer, so that the same task does not ring again at once. Without it, the workspace's timeout activity.",
  },
  AFTER_CALL: {
    description: 'What happens to the reservation when the call is over: complete (the default), wrap or leave.',
  },
  VOICE_LANGUAGE: {
    description: 'The language spoken when neither the request nor the worker names one: en, es, fr, de or pt-BR.',
  },
  DESK_ORIGINS: {
    description:
      'The web origins that may use the desk, separated by commas. Empty: only the page of this deployment may.',
  },
  FLEX_TOKENS: { description: 'on or off: whether the desk accepts Flex tokens beside worker tokens.' },
  TASKROUTER_URL: { local: true, description: 'A TaskRouter to talk to instead of the real one; loopback hosts only.' },
  PORT: { local: true, description: 'The port of the local functions and console; 3000.' },
  EMULATOR_PORT: { local: true, description: 'The port of the local emulator; 4010.' },
} as const satisfies Record<SettingName, { description: string; given?: true; local?: true }>;

/** The settings that are there; an empty one counts as absent. */
export type Settings = Readonly<Partial<Record<SettingName, string>>>;

/** Reads the named settings out of an environment or a Twilio context, and nothing else of it. */
export function readSettings(source: Readonly<Record<string, unknown>>): Settings {
  const settings: Partial<Record<SettingName, string>> = {};
  for (const name of NAMES) {
    const value = source[name];
    if (typeof value === 'string' && value.trim() !== '') settings[name] = value.trim();
  }
  return settings;
}
