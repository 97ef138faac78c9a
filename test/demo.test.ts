import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { line, told } from '../local/story';

test('npm run demo shows a worker taking two calls in a row, and a call that goes on to the second worker', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['scripts/run.mjs', 'local/demo.ts']);
  const lives = stdout
    .split('\n')
    .map((it) => /^ *\d+ s {2}(.*?)(?: {2,}|$)/.exec(it)?.[1])
    .filter((it) => it !== undefined);
  const inOrder = (...wanted: string[]) => {
    let from = -1;
    for (const one of wanted) {
      from = lives.indexOf(one, from + 1);
      expect([one, from]).not.toEqual([one, -1]);
    }
  };
  inOrder(
    'the first caller is put into the queue',
    'TaskRouter asks what to do about alice',
    'alice picks up and hears who is calling',
    'alice presses 1',
    'alice and the first caller are talking',
    'they have hung up',
    'completed: alice is free for the next',
    'alice presses 1',
    'alice and the second caller are talking',
    'completed: alice is free for the next',
    "bob's phone is done: no-answer",
    'bob did not take it, and the call goes on waiting',
    'alice presses 1',
    'alice and the third caller are talking',
    'completed: alice is free for the next',
  );
  expect(stdout).toContain("3 callers, 4 calls to workers, 0 complaints of TaskRouter's.");
  expect(stdout).not.toMatch(/\+1555/);
  expect(stdout.split('\n').length).toBeLessThan(50);
});

test('what nobody watches for is not told', () => {
  const callback = { at: 0, method: 'POST', url: 'http://127.0.0.1:1/events', status: 204 };
  expect(told({ ...callback, fields: { EventType: 'worker.created' } }, () => 'bob')).toBeUndefined();
});

test('a line tells when it was, and of our own answers what they came to', () => {
  const callback = { at: 61_400, method: 'GET', url: 'http://127.0.0.1:1/voice/ended', fields: {}, status: 200 };
  expect(line(callback, 'it rang', 1_000, undefined)).toBe('  60 s  it rang');
  const logged = { endpoint: 'voice/ended', ms: 3, outcome: 'done' };
  expect(line(callback, 'it rang', 1_000, logged)).toMatch(/it rang +GET \/voice\/ended 200: done, 3 ms$/);
});
