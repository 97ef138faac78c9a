import { OUTCOMES } from '../wire/outcome';

/** One thing that a check found out about a deployment, in words for whoever runs it. */
export interface Finding {
  right: boolean;
  says: string;
}

/** What a deployment answered. */
export interface Answered {
  status: number;
  /** The JSON object in the body; empty where there was none. */
  body: Readonly<Record<string, unknown>>;
}

/** What Twilio's gateway and our own hosts answer to a request whose signature they do not accept. */
const REFUSALS = [400, 401, 403];

const NOT_THERE = { right: false, says: 'There is no /reservations/fetch at this address. Is it the right one?' };
const SIGNED = { right: true, says: 'A signed request is accepted: AUTH_TOKEN and the address are right.' };

/** What its answer to a request without a signature says about a deployment. */
export function ofUnsigned(answered: Answered): Finding {
  const stranger = ofStranger(answered);
  if (stranger) return stranger;
  return isRefusal(answered)
    ? { right: true, says: `An unsigned request is refused (${answered.status}).` }
    : { right: false, says: 'An unsigned request was let in: anybody may act on reservations here. Take it down.' };
}

/**
 * What its answer to a signed `fetch` says about a deployment, when the request named no workspace and a worker and a
 * reservation that cannot exist: TaskRouter was asked, and knows no such thing, exactly when all is right.
 */
export function ofSigned(answered: Answered): Finding[] {
  const stranger = ofStranger(answered);
  if (stranger) return [stranger];
  if (isRefusal(answered)) {
    return [
      {
        right: false,
        says: `A signed request is refused (${answered.status}): AUTH_TOKEN here is not the deployment's, or the deployment believes itself at another address (PUBLIC_URL).`,
      },
    ];
  }
  return [SIGNED, ofTaskRouter(answered)];
}

/** For an answer that is none of our functions' and no refusal before them either. */
function ofStranger(answered: Answered): Finding | undefined {
  const { status, body } = answered;
  if (status === 404 && !isTaskRouters(answered)) return NOT_THERE;
  if (body.outcome !== undefined || REFUSALS.includes(status)) return undefined;
  return { right: false, says: `It answers ${status} and no outcome, which is none of our functions.` };
}

function isRefusal({ status, body }: Answered): boolean {
  return REFUSALS.includes(status) && !('issues' in body);
}

/** Whether a 404 was TaskRouter's word on the reservation rather than somebody's on the address. */
function isTaskRouters({ body }: Answered): boolean {
  return messageOf(body).startsWith(OUTCOMES.not_found.promises);
}

function ofTaskRouter({ body }: Answered): Finding {
  const message = messageOf(body);
  switch (body.outcome) {
    case 'not_found':
      return { right: true, says: 'TaskRouter accepts the credentials of the deployment.' };
    case 'invalid':
      return { right: false, says: 'The deployment has no TASKROUTER_WORKSPACE_SID that is a workspace SID.' };
    case 'unavailable':
      return { right: false, says: `TaskRouter does not serve the deployment. ${message}` };
    default:
      return { right: false, says: `TaskRouter left open whether the credentials are right. ${message}` };
  }
}

/** The workspace that a deployment asked TaskRouter about, where TaskRouter's own words name it. */
export function workspaceIn({ body }: Answered): string | undefined {
  return /\bWS[0-9a-fA-F]{32}\b/.exec(messageOf(body))?.[0];
}

function messageOf({ message }: Answered['body']): string {
  return typeof message === 'string' ? message : '';
}
