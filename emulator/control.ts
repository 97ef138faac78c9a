import Ajv from 'ajv';
import type { FastifyPluginAsync } from 'fastify';
import * as v from 'valibot';
import type { Fault } from './faults';
import type { Ground } from './ground';
import type { Outgoing } from './outgoing';
import { readings, type Switches } from './uncertain';
import { worldDocument } from './world-document';

const LARGEST_SNAPSHOT = 1_000_000_000;
const count = { type: 'integer', minimum: 0 } as const;
const closed = (properties: object, required: string[] = []) => ({
  schema: { body: { type: 'object', additionalProperties: false, properties, required } },
});

const faultFields = {
  method: { type: 'string' },
  status: { type: 'integer', minimum: 200, maximum: 599 },
  headers: { type: 'object', additionalProperties: { type: 'string' } },
  body: {},
  acts: { type: 'boolean' },
  stallMs: count,
  delayMs: count,
  drop: { enum: ['before', 'after'] },
  garbage: { type: 'boolean' },
  cutAfter: count,
  trickleMs: count,
};

/** The emulator's own controls, JSON in and out. */
export function control(ground: Ground, outgoing: Outgoing): FastifyPluginAsync {
  return async (server) => {
    server.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => {
      try {
        done(null, body === '' ? {} : JSON.parse(String(body)));
      } catch {
        done(Object.assign(new Error('the body is not JSON'), { statusCode: 400 }));
      }
    });
    server.setErrorHandler((error, _request, reply) => {
      const { statusCode = 500, message } = error as Error & { statusCode?: number };
      return reply.status(statusCode).send({ error: message });
    });
    const controls: string[] = [];
    server.addHook('onRoute', ({ method, url }) => {
      if (method !== 'HEAD') controls.push(`${method} ${url}`);
    });
    // Fastify's own validator would coerce and drop what does not fit.
    const ajv = new Ajv({ allErrors: true });
    server.setValidatorCompiler(({ schema }) => ajv.compile(schema));

    server.get('/_emulator', async () => controls.filter((one) => /\w\/\w+$/.test(one)));
    server.get('/_emulator/world', async () => worldOf(ground));
    server.post('/_emulator/reset', async () => {
      ground.restart();
      return worldOf(ground);
    });
    server.post<{ Body: { advanceMs: number } }>(
      '/_emulator/clock',
      closed({ advanceMs: count }, ['advanceMs']),
      async (request) => {
        await ground.clock.advance(request.body.advanceMs, () => outgoing.settled());
        return { now: ground.clock.now() };
      },
    );
    server.post<{ Body: Fault & { times: number } }>(
      '/_emulator/faults',
      closed({ times: count, ...faultFields }, ['times']),
      async (request) => {
        const { times, ...fault } = request.body;
        ground.faults.set(times, fault);
        return { times, ...fault };
      },
    );
    server.post<{ Body: { seed: number; rate: number; faults?: Fault[] } }>(
      '/_emulator/storm',
      closed(
        {
          seed: { type: 'integer' },
          rate: { type: 'number', minimum: 0, maximum: 1 },
          faults: {
            type: 'array',
            minItems: 1,
            items: { type: 'object', additionalProperties: false, properties: faultFields },
          },
        },
        ['seed', 'rate'],
      ),
      async (request) => {
        const { seed, rate, faults } = request.body;
        ground.faults.brew(seed, rate, faults);
        return request.body;
      },
    );
    server.get('/_emulator/switches', async () => ground.switches);
    server.post<{ Body: Partial<Switches> }>(
      '/_emulator/switches',
      closed(Object.fromEntries(Object.entries(readings).map(([name, values]) => [name, { enum: values }]))),
      async (request) => Object.assign(ground.switches, request.body),
    );
    server.get('/_emulator/snapshot', async () => ground.world.document(ground.clock.now()));
    server.put('/_emulator/snapshot', { bodyLimit: LARGEST_SNAPSHOT }, async (request, reply) => {
      const parsed = v.safeParse(worldDocument, request.body);
      if (!parsed.success) return reply.status(400).send({ error: v.summarize(parsed.issues) });
      ground.restart(parsed.output);
      return worldOf(ground);
    });
    server.get('/_emulator/requests', async () => ground.journal.requests);
    server.get('/_emulator/callbacks', async () => ground.journal.callbacks);
    server.get('/_emulator/notes', async () => ground.journal.notes);
    server.get('/_emulator/calls', async () =>
      ground.world.calls.all().map(({ sid, reservationSid, instruction, to, from, status }) => ({
        sid,
        reservationSid,
        instruction,
        to,
        from,
        status,
      })),
    );
  };
}

function worldOf(ground: Ground) {
  const { world } = ground;
  return {
    accountSid: world.accountSid,
    authToken: world.authToken,
    workspaceSid: world.workspace.sid,
    workflowSid: world.workflows.list.first()?.sid,
    taskQueueSid: world.taskQueues.list.first()?.sid,
    taskChannelSid: world.taskChannels.list.first()?.sid,
    activities: world.activities.all().map(({ sid, friendlyName, available }) => ({ sid, friendlyName, available })),
    workers: world.workers.all().map(({ sid, friendlyName }) => ({ sid, friendlyName })),
  };
}
