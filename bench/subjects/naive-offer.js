// What voice/offer does, reads and all, in the way that one writes first.
const twilio = require('twilio');

/** @type {import('./platform.cjs').Handler} */
exports.handler = async (context, event, callback) => {
  const client = twilio(context.ACCOUNT_SID, context.AUTH_TOKEN);
  client.taskrouter.baseUrl = context.TASKROUTER_URL;
  const workspace = client.taskrouter.v1.workspaces(event.WorkspaceSid);
  const [task, worker] = await Promise.all([
    workspace.tasks(event.TaskSid ?? '').fetch(),
    workspace.workers(event.WorkerSid).fetch(),
  ]);
  const { name } = JSON.parse(task.attributes);
  const { language } = JSON.parse(worker.attributes);
  const response = new twilio.twiml.VoiceResponse();
  const gather = response.gather({ input: ['dtmf'], numDigits: 1, timeout: 8, action: 'answer', method: 'POST' });
  gather.say({ language, voice: 'Polly.Joanna' }, `A call from ${name}. Press 1 to accept.`);
  response.hangup();
  callback(null, response.toString());
};
