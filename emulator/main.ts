import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { startEmulator } from './emulator';
import { worldDocument } from './world-document';

const HELP = `usage: npm run emulator -- [--world FILE] [--any-host] [--help]

A small TaskRouter on this machine. Point an official client at it in place of https://taskrouter.twilio.com.

  --world FILE   start from a world saved with GET /_emulator/snapshot instead of the seeded one
  --any-host     let callbacks go to other machines than this one
  --help         this text

EMULATOR_PORT    the port to listen on (4010)`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { world: { type: 'string' }, 'any-host': { type: 'boolean', default: false }, help: { type: 'boolean' } },
  });
  if (values.help) {
    console.log(HELP);
    return;
  }
  const world = values.world ? v.parse(worldDocument, JSON.parse(readFileSync(values.world, 'utf8'))) : undefined;
  const port = Number(process.env.EMULATOR_PORT || 4010);
  const emulator = await startEmulator({ port, anyHost: values['any-host'], ...(world && { world }) });
  console.log(`TaskRouter emulator on ${emulator.url}; its controls and credentials: ${emulator.url}/_emulator/world`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => emulator.close());
}

main().catch((error: NodeJS.ErrnoException) => {
  const taken = error.code === 'EADDRINUSE';
  console.error(taken ? `${error.message}; set EMULATOR_PORT to a free port` : error.message);
  process.exitCode = 1;
});
