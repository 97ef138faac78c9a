import AccessToken from 'twilio/lib/jwt/AccessToken.js';

/**
 * The API key of the world beside the emulator. It is no secret: it opens nothing but this machine's own functions
 * while they talk to the emulator.
 */
export const LOCAL_API_KEY = {
  API_KEY_SID: `SK${'10ca1'.padStart(32, '0')}`,
  API_KEY_SECRET: 'not-a-secret-of-any-account-0000',
} as const;

export interface Minted {
  accountSid: string;
  apiKeySid: string;
  apiKeySecret: string;
  workspaceSid: string;
  workerSid: string;
  role: 'worker' | 'supervisor';
  /** Seconds. */
  lasts: number;
}

/** A Twilio access token with a TaskRouter grant, as the worker's own server would make it. */
export function mint({ accountSid, apiKeySid, apiKeySecret, workspaceSid, workerSid, role, lasts }: Minted): string {
  const token = new AccessToken(accountSid, apiKeySid, apiKeySecret, { identity: workerSid, ttl: lasts });
  token.addGrant(new AccessToken.TaskRouterGrant({ workspaceSid, workerSid, role }));
  return token.toJwt();
}
