import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { startWorld } from './world';

const built = process.env.BUILT ?? 'dist';

/** A door in front of a server, which counts the connections that pass through it. */
async function startDoor(to: string) {
  let connections = 0;
  const server = createServer((incoming) => {
    connections += 1;
    const { port, hostname } = new URL(to);
    const outgoing = connect(Number(port), hostname);
    incoming.pipe(outgoing).pipe(incoming);
    incoming.on('error', () => outgoing.destroy());
    outgoing.on('error', () => incoming.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: () => connections,
    stop: () => server.close(),
  };
}

/** Calls one built Function so often, one after the other, in a process of its own; prints the statuses that it saw. */
const CALLER = `
  const [file, times, context, event] = process.argv.slice(1);
  globalThis.Twilio = { Response: class { setStatusCode(status) { this.status = status } setBody() {} appendHeader() {} } };
  const { handler } = require(file);
  const call = () => new Promise((done) => handler(JSON.parse(context), JSON.parse(event), (_, response) => done(response)));
  console.log = () => {};
  (async () => {
    const seen = new Set();
    for (let round = 0; round < Number(times); round += 1) seen.add((await call()).status);
    process.stdout.write([...seen].join());
    process.exit(0);
  })();
`;

test('a thousand calls, one after the other, open one socket', async () => {
  const world = await startWorld();
  const door = await startDoor(world.url);
  const { TaskSid: _, ...event } = await world.offer();
  const context = JSON.stringify({ ...world.settings, TASKROUTER_URL: door.url });
  const file = resolve(built, 'functions/reservations/fetch.protected.js');
  const child = spawn(process.execPath, ['-e', CALLER, file, '1000', context, JSON.stringify(event)]);
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString();
  });
  await once(child, 'close');
  expect({ statuses: printed, connections: door.connections() }).toEqual({ statuses: '200', connections: 1 });
  door.stop();
  await world.stop();
});

test('no bundle makes a regular expression out of a fixed text, which everybody who loads it would wait for', () => {
  const file = join(built, 'functions/reservations/accept.protected.js');
  expect(readFileSync(file, 'utf8')).not.toMatch(/new RegExp\("/);
});

test('the CommonJS modules of a bundle are compiled when they are read, not read twice', () => {
  const file = join(built, 'functions/voice/offer.protected.js');
  const inParentheses = readFileSync(file, 'utf8').match(/\(\(function\(/g)?.length;
  // The others (valibot and our own) are modules of the language, which need no function around them.
  const wrapped = modulesIn('functions/voice/offer.protected.js').filter((path) =>
    /node_modules.(twilio|xmlbuilder).*\.js$|dates\.cjs$/.test(path),
  );
  expect(wrapped.length).toBeGreaterThan(30);
  expect(inParentheses).toBe(wrapped.length);
});

interface Metafile {
  outputs: Record<string, { inputs: Record<string, { bytesInOutput: number }> }>;
}
const metafile: Metafile = JSON.parse(readFileSync(join(built, '../metafile.json'), 'utf8'));

/** The modules of a bundle that leave code in it, sources and packages. */
function modulesIn(bundle: string): string[] {
  const [, output] = Object.entries(metafile.outputs).find(([path]) => path.endsWith(bundle)) ?? [];
  return Object.entries(output?.inputs ?? {}).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? path : []));
}

test.each([
  ['functions/reservations/accept.protected.js', /twiml|xmlbuilder|voice|assignment|access\/|descriptions|find|search/],
  ['functions/assignment.protected.js', /twiml|xmlbuilder|rest\/taskrouter|base\/Version|transport|voice/],
  ['functions/voice/offer.protected.js', /jose|jsonwebtoken|assignment|access\/|descriptions/],
  ['lambda/reservations.js', /twiml|xmlbuilder|assignment|descriptions|jose/],
])('%s holds none of the modules that it has no use for', (bundle, useless) => {
  const modules = modulesIn(bundle);
  expect(modules.length).toBeGreaterThan(5);
  expect(modules.filter((path) => useless.test(path))).toEqual([]);
});

test.each([
  ['functions/reservations/accept.protected.js', 45],
  ['functions/voice/offer.protected.js', 85],
])('%s is made of at most %i modules', (bundle, most) => {
  expect(modulesIn(bundle).length).toBeLessThanOrEqual(most);
});
