import { connectCallbacks } from './callbacks';
import { Ground } from './ground';
import { startTaskTimer, startTimer } from './lifecycle';
import { Outgoing } from './outgoing';
import { route } from './routing';
import { seededWorld } from './seed';
import { buildServer } from './server';
import { endCallsOf, startCallTimer } from './telephony';
import type { WorldDocument } from './world-document';

export interface EmulatorOptions {
  /** 0, the default, takes a free port. */
  port?: number;
  host?: string;
  /** The world to start from and to go back to on reset; the seeded one unless given. */
  world?: WorldDocument;
  /** Real time in ms since 1970; a constant makes a world whose time moves by its clock control alone. */
  realNow?: () => number;
  /** Whether callbacks may go to other machines; to this one alone unless set. */
  anyHost?: boolean;
}

export interface Emulator {
  /** Where it listens, without a slash at the end. */
  url: string;
  port: number;
  close(): Promise<void>;
}

/** Starts a small TaskRouter on this machine. Rejects with the EADDRINUSE error when the port is taken. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const { port = 0, host = '127.0.0.1', world, realNow = Date.now, anyHost = false } = options;
  const ground = new Ground(() => (world ? structuredClone(world) : seededWorld()), realNow);
  ground.afterEachAct(() => route(ground));
  ground.onHappening(({ type, sid }) => {
    if (/^reservation\.(completed|canceled|rescinded)$/.test(type)) endCallsOf(ground, sid);
  });
  ground.onRestart(() => {
    for (const task of ground.world.tasks.list.after()) startTaskTimer(ground, task);
    for (const reservation of ground.world.reservations.list.after()) startTimer(ground, reservation);
    for (const call of ground.world.calls.list.after()) startCallTimer(ground, call);
  });
  const outgoing = new Outgoing(ground, anyHost);
  connectCallbacks(ground, outgoing);
  ground.restart();
  const server = buildServer(ground, outgoing);
  await server.listen({ port, host });
  const address = server.server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    port: bound,
    close: async () => {
      outgoing.close();
      ground.clock.restart();
      await server.close();
    },
  };
}
