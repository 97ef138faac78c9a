import twilio from 'twilio';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import type { Settings } from '../wire/settings';
import { type Answered, type Finding, ofSigned, ofUnsigned, workspaceIn } from './diagnosis';

/** No worker and no reservation has these; asking for them changes nothing. */
const NOBODY = { WorkerSid: `WK${'0'.repeat(32)}`, ReservationSid: `WR${'0'.repeat(32)}` };
const PATIENCE_MS = 15_000;

/**
 * Finds out whether signature, credentials and workspace of a deployment are right.
 * @param home its address, without a slash at the end
 * @param settings what is known of it here: its token to sign with; its account and workspace to look that one up
 */
export async function checkDeployment(home: string, settings: Settings): Promise<Finding[]> {
  const { AUTH_TOKEN } = settings;
  if (!AUTH_TOKEN) throw new Error('AUTH_TOKEN is not set in .env or the environment: there is nothing to sign with.');
  const address = `${home}/reservations/fetch`;
  const signature = { 'X-Twilio-Signature': getExpectedTwilioSignature(AUTH_TOKEN, address, NOBODY) };
  const unsigned = ofUnsigned(await post(address, {}));
  const answered = await post(address, signature);
  const signed = ofSigned(answered).filter(({ says }) => says !== unsigned.says);
  return [
    unsigned,
    ...signed,
    ...(signed.every(({ right }) => right) && signed.length > 0
      ? [await ofWorkspace(home, workspaceIn(answered), settings)]
      : []),
  ];
}

async function post(address: string, headers: Record<string, string>): Promise<Answered> {
  const sending = {
    method: 'POST',
    headers,
    body: new URLSearchParams(NOBODY),
    signal: AbortSignal.timeout(PATIENCE_MS),
  };
  const answer = await fetch(address, sending).catch(() => {
    throw new Error(`Nothing answers at ${address}.`);
  });
  const body: unknown = await answer.json().catch(() => ({}));
  return { status: answer.status, body: typeof body === 'object' && body !== null ? { ...body } : {} };
}

/** That nobody is found in a workspace does not say that it exists; TaskRouter itself is asked, as the account here. */
async function ofWorkspace(home: string, asked: string | undefined, settings: Settings): Promise<Finding> {
  const here = settings.TASKROUTER_WORKSPACE_SID;
  const workspaceSid = asked ?? here;
  if (workspaceSid === undefined || !settings.ACCOUNT_SID) {
    return {
      right: true,
      says: 'Whether its workspace exists was not looked up: that takes ACCOUNT_SID and TASKROUTER_WORKSPACE_SID in .env.',
    };
  }
  if (here !== undefined && here !== workspaceSid) {
    return { right: false, says: `The deployment works in ${workspaceSid}; .env says ${here}.` };
  }
  const client = twilio(settings.ACCOUNT_SID, settings.AUTH_TOKEN, {
    ...(settings.TWILIO_REGION === undefined ? {} : { region: settings.TWILIO_REGION }),
    ...(settings.TWILIO_EDGE === undefined ? {} : { edge: settings.TWILIO_EDGE }),
    timeout: PATIENCE_MS,
  });
  // Only what runs on this machine may speak to another TaskRouter than the real one.
  if (isLocal(home) && settings.TASKROUTER_URL) client.taskrouter.baseUrl = settings.TASKROUTER_URL;
  try {
    await client.taskrouter.v1.workspaces(workspaceSid).fetch();
    return { right: true, says: `The workspace ${workspaceSid} exists.` };
  } catch (error) {
    if (error instanceof Error && 'status' in error && error.status === 404) {
      return { right: false, says: `There is no workspace ${workspaceSid} in this account and region.` };
    }
    // The library's own error may hold the token.
    const why = error instanceof Error ? error.message : 'no error was given';
    return { right: false, says: `Whether the workspace ${workspaceSid} exists could not be looked up: ${why}` };
  }
}

function isLocal(home: string): boolean {
  return ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(home).hostname);
}
