import { present, type Rule } from './assignment-question';

/**
 * What TaskRouter is told about a new reservation. This is the file to edit: the first rule that matches gives the
 * answer. A rule may look at the channel, the workflow, the queue and the attributes of task and worker, or be a function
 * of all of them. TaskRouter waits 5 s, so a rule asks nobody.
 */
export const rules: readonly Rule[] = [
  {
    name: 'a waiting call rings its worker, who presses 1',
    // `undefined`: TaskRouter did not say which channel. The attribute says that it is a call all the same.
    when: { channel: ['voice', undefined], task: { call_sid: present }, worker: { contact_uri: present } },
    gives: ({ callerId, address }) =>
      callerId === undefined
        ? 'next rule'
        : {
            instruction: 'call',
            callFrom: callerId,
            callUrl: address('offer'),
            // Rejects when nobody presses 1, and completes after the talk. Leave it out for work that outlasts the call.
            callStatusCallbackUrl: address('ended'),
            callAccept: false,
            callTimeout: 20,
          },
  },
  { name: 'everything else', gives: 'decide later' },
];
