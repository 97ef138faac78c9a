import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import { getExpectedTwilioSignature } from 'twilio/lib/webhooks/webhooks.js';
import { type Environment, stop } from './processes';
import { ACCOUNT_SID, AUTH_TOKEN, sids } from './subjects/case.cjs';

const PUBLIC_URL = 'https://voice.example.com/prod';

/**
 * Milliseconds from the start of a process until a Lambda handler's first answer. `handler` is FILE.NAME below `folder`.
 * The Runtime API is a small server here; the program that asks it is the tests' stand-in for AWS's own.
 */
export async function firstInvocation(folder: string, handler: string, env: Environment): Promise<number> {
  let answered: (text: string) => void = () => {};
  const answer = new Promise<string>((done) => {
    answered = done;
  });
  let asked = false;
  const api = createServer((request, response) => {
    if (request.url?.endsWith('/next')) {
      // A second question stays open until the process is stopped.
      if (asked) return;
      asked = true;
      response.writeHead(200, {
        'Lambda-Runtime-Aws-Request-Id': '1',
        'Lambda-Runtime-Deadline-Ms': String(Date.now() + 10_000),
      });
      response.end(EVENT);
      return;
    }
    let text = '';
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString();
    });
    request.on('end', () => {
      answered(text);
      response.writeHead(202).end('{}');
    });
  });
  api.listen(0, '127.0.0.1');
  await once(api, 'listening');

  const begun = performance.now();
  const child = spawn(process.execPath, [resolve('test/lambda/runtime-stand-in.cjs'), handler], {
    cwd: folder,
    env: {
      ...env,
      ACCOUNT_SID,
      AUTH_TOKEN,
      PUBLIC_URL,
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${(api.address() as AddressInfo).port}`,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const text = await Promise.race([answer, once(child, 'exit').then(() => 'it ended')]);
  const ms = performance.now() - begun;
  stop(child);
  api.close();
  api.closeAllConnections();
  if (!text.includes('accepted')) throw new Error(`${handler} did not answer: ${text}`);
  return ms;
}

const { WorkspaceSid, WorkerSid, ReservationSid } = sids;
const fields = { WorkspaceSid, WorkerSid, ReservationSid };

/** An HTTP API's event (format 2.0), signed as Twilio signs: the naive handler does not look, ours does. */
const EVENT = JSON.stringify({
  version: '2.0',
  rawPath: '/prod/reservations/accept',
  rawQueryString: '',
  headers: {
    'content-type': 'application/x-www-form-urlencoded',
    'x-twilio-signature': getExpectedTwilioSignature(AUTH_TOKEN, `${PUBLIC_URL}/reservations/accept`, fields),
  },
  requestContext: { http: { method: 'POST', path: '/prod/reservations/accept' }, stage: 'prod' },
  body: new URLSearchParams(fields).toString(),
  isBase64Encoded: false,
});
