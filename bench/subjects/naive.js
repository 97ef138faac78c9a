// The Function that one writes first.
const twilio = require('twilio');

/** @type {import('./platform.cjs').Handler} */
exports.handler = async (context, event, callback) => {
  const client = twilio(context.ACCOUNT_SID, context.AUTH_TOKEN);
  client.taskrouter.baseUrl = context.TASKROUTER_URL;
  const { sid, reservationStatus } = await client.taskrouter.v1
    .workspaces(event.WorkspaceSid)
    .workers(event.WorkerSid)
    .reservations(event.ReservationSid)
    .update({ reservationStatus: 'accepted' });
  callback(null, { sid, reservationStatus });
};
