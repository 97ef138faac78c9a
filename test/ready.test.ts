import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

let clone: string;

/** A clone with nothing installed, and an `npm` that takes a second to install it and leaves a line for each time. */
beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), 'reservation-functions-clone-'));
  writeFileSync(join(clone, 'package.json'), '{ "engines": { "node": ">=20.0.0" } }');
  writeFileSync(join(clone, 'package-lock.json'), '{}');
  const npm =
    '#!/bin/sh\necho "$1" >> installs\nsleep 1\nmkdir -p node_modules && echo {} > node_modules/.package-lock.json\n';
  writeFileSync(join(clone, 'npm'), npm);
  chmodSync(join(clone, 'npm'), 0o755);
});
afterEach(() => rmSync(clone, { recursive: true, force: true }));

/** What a command of the clone prints on its way to being ready, and its exit code. */
async function command() {
  const ready = pathToFileURL(resolve('scripts/ready.mjs')).href;
  const program = `import(${JSON.stringify(ready)}).then(({ ready }) => { ready(); console.log('ready') })`;
  const child = spawn(process.execPath, ['-e', program], {
    cwd: clone,
    env: { ...process.env, PATH: `${clone}${delimiter}${process.env.PATH}` },
  });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const [code] = await once(child, 'close');
  return { printed, code };
}

const installs = () => readFileSync(join(clone, 'installs'), 'utf8').trim().split('\n');

test('two commands that are started at once install once, and both go on', async () => {
  const both = await Promise.all([command(), command()]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(both.map(({ printed }) => printed.trimEnd().endsWith('ready'))).toEqual([true, true]);
  expect(both.filter(({ printed }) => printed.includes('waiting for it'))).toHaveLength(1);
  expect(installs()).toEqual(['ci']);
});

test('the lock of a command that was killed holds nobody up', async () => {
  const dead = spawn(process.execPath, ['-e', '']);
  await once(dead, 'close');
  writeFileSync(join(clone, '.installing'), String(dead.pid));
  expect((await command()).code).toBe(0);
  expect(installs()).toEqual(['ci']);
});

test('an install that fails is said to have failed, and leaves no lock', async () => {
  writeFileSync(join(clone, 'npm'), '#!/bin/sh\necho "$1" >> installs\nexit 1\n');
  expect((await command()).code).toBe(1);
  expect((await command()).code).toBe(1);
  expect(installs()).toEqual(['ci', 'ci']);
});
