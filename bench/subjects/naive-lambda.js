// naive.js as a Lambda handler behind middy; it does not even check who is calling.
import middy from '@middy/core';
import twilio from 'twilio';

const { ACCOUNT_SID, AUTH_TOKEN, TASKROUTER_URL = '' } = process.env;

/** @type {import('@middy/core').MiddyfiedHandler<{ body: string }>} */
const behindMiddy = middy();

export const handler = behindMiddy.handler(async (event) => {
  const {
    WorkspaceSid = '',
    WorkerSid = '',
    ReservationSid = '',
  } = Object.fromEntries(new URLSearchParams(event.body));
  const client = twilio(ACCOUNT_SID, AUTH_TOKEN);
  client.taskrouter.baseUrl = TASKROUTER_URL;
  const { sid, reservationStatus } = await client.taskrouter.v1
    .workspaces(WorkspaceSid)
    .workers(WorkerSid)
    .reservations(ReservationSid)
    .update({ reservationStatus: 'accepted' });
  return {
    statusCode: 200,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ sid, reservation_status: reservationStatus }),
  };
});
