import { createHmac } from 'node:crypto';
import { LOCAL_API_KEY, type Minted, mint } from '../local/mint';
import type { World } from '../local/world';

/** What a deployment must be set to for the tokens below. */
export const KEY = LOCAL_API_KEY;

/** A token as Twilio's own library makes it; `but` says what is different. */
export function tokenFor(world: World, workerSid: string, but: Partial<Minted> = {}): string {
  return mint({
    accountSid: world.accountSid,
    apiKeySid: KEY.API_KEY_SID,
    apiKeySecret: KEY.API_KEY_SECRET,
    workspaceSid: world.workspaceSid,
    workerSid,
    role: 'worker',
    lasts: 600,
    ...but,
  });
}

interface Forged {
  header?: object;
  claims?: object;
  grant?: object;
  secret?: string;
}

/** A token made by hand, with whatever a library would not write. */
export function forgedToken(world: World, workerSid: string, { header, claims, grant, secret }: Forged): string {
  const now = Math.floor(Date.now() / 1000);
  const head = { alg: 'HS256', typ: 'JWT', cty: 'twilio-fpa;v=1', ...header };
  const task_router = { workspace_sid: world.workspaceSid, worker_sid: workerSid, role: 'worker', ...grant };
  const body = {
    iss: KEY.API_KEY_SID,
    sub: world.accountSid,
    iat: now,
    exp: now + 600,
    jti: `${KEY.API_KEY_SID}-${now}`,
    grants: { identity: workerSid, task_router },
    ...claims,
  };
  const signed = [head, body].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const hash = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' }[head.alg];
  const signature = hash
    ? createHmac(hash, secret ?? KEY.API_KEY_SECRET)
        .update(signed)
        .digest('base64url')
    : '';
  return `${signed}.${signature}`;
}
