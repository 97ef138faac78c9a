import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { Harness } from './harness';

/** Debian's Python, whose package python3-twilio is Twilio's library. */
const PYTHON = '/usr/bin/python3';

test("Twilio's library for Python cannot tell the emulator from TaskRouter", async () => {
  const harness = await Harness.start();
  const { accountSid, authToken, workspaceSid } = harness.world;
  const script = ['test/emulator/python_client.py', harness.emulator.url, accountSid, authToken, workspaceSid];
  const { stdout } = await promisify(execFile)(PYTHON, [...script, harness.activitySid('Offline')]);
  expect(JSON.parse(stdout)).toEqual({
    workers: ['alice', 'bob'],
    task: ['reserved', 0],
    instructed: 'pending',
    accepted: 'accepted',
    refused: [
      400,
      20001,
      expect.stringContaining('is already in state [accepted] and cannot be updated to [accepted]'),
    ],
    stale: [412, 20412],
    paged: 8,
    moved: 'Offline',
    deleted: true,
  });
  const requests = await harness.control<{ fields: Record<string, unknown> }[]>('requests');
  const sent = requests.find((one) => one.fields.Instruction === 'conference')?.fields;
  expect(sent).toMatchObject({ EndConferenceOnExit: 'True', StatusCallbackEvent: ['ringing', 'answered'] });
  await harness.close();
});
