// What every subject is asked to do, and with which account: all of them, and the server, read it here.
const digits = (/** @type {string} */ prefix) => prefix + 'b'.repeat(32);

const ACCOUNT_SID = digits('AC');
const AUTH_TOKEN = '0123456789abcdef'.repeat(2);
const WorkspaceSid = digits('WS');
const WorkerSid = digits('WK');
const ReservationSid = digits('WR');
const TaskSid = digits('WT');

module.exports = {
  ACCOUNT_SID,
  AUTH_TOKEN,
  sids: { WorkspaceSid, WorkerSid, ReservationSid, TaskSid },
  /** The bytes that TaskRouter must be sent. */
  form: 'ReservationStatus=accepted',
  authorization: `Basic ${Buffer.from(`${ACCOUNT_SID}:${AUTH_TOKEN}`).toString('base64')}`,
  paths: {
    reservation: `/v1/Workspaces/${WorkspaceSid}/Workers/${WorkerSid}/Reservations/${ReservationSid}`,
    task: `/v1/Workspaces/${WorkspaceSid}/Tasks/${TaskSid}`,
    worker: `/v1/Workspaces/${WorkspaceSid}/Workers/${WorkerSid}`,
  },
};
