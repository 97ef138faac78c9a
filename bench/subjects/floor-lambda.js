// floor.js as a Lambda handler.
import { handler as post } from './floor.js';

const { ACCOUNT_SID = '', AUTH_TOKEN = '', TASKROUTER_URL = '' } = process.env;

export const handler = (/** @type {{ body: string }} */ event) =>
  new Promise((done, failed) => {
    const {
      WorkspaceSid = '',
      WorkerSid = '',
      ReservationSid = '',
    } = Object.fromEntries(new URLSearchParams(event.body));
    const fields = { WorkspaceSid, WorkerSid, ReservationSid };
    post({ ACCOUNT_SID, AUTH_TOKEN, TASKROUTER_URL }, fields, (error, reservation) => {
      const headers = { 'Content-Type': 'application/json' };
      if (error) failed(error);
      else done({ statusCode: 200, headers, body: JSON.stringify(reservation) });
    });
  });
