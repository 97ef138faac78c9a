import Ajv from 'ajv';
import type { FastifyPluginAsync } from 'fastify';
import type { Fault } from './faults';
import type { Ground } from './ground';

const count = { type: 'integer', minimum: 0 } as const;
const closed = (properties: object, required: string[] = []) => ({
  schema: { body: { type: 'object', additionalProperties: false, properties, required } },
});

/** The emulator's own controls, JSON in and out. */
export function control(ground: Ground): FastifyPluginAsync {
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
    // Fastify's own validator would coerce and drop what does not fit.
    const ajv = new Ajv({ allErrors: true });
    server.setValidatorCompiler(({ schema }) => ajv.compile(schema));

    server.get('/_emulator/world', async () => worldOf(ground));
    server.post('/_emulator/reset', async () => {
      ground.restart();
      return worldOf(ground);
    });
    server.post<{ Body: { advanceMs: number } }>(
      '/_emulator/clock',
      closed({ advanceMs: count }, ['advanceMs']),
      async (request) => {
        await ground.clock.advance(request.body.advanceMs, async () => undefined);
        return { now: ground.clock.now() };
      },
    );
    server.post<{ Body: Fault & { times: number } }>(
      '/_emulator/faults',
      closed(
        {
          times: count,
          method: { type: 'string' },
          status: { type: 'integer', minimum: 200, maximum: 599 },
          headers: { type: 'object', additionalProperties: { type: 'string' } },
          body: {},
          delayMs: count,
          drop: { enum: ['before', 'after'] },
        },
        ['times'],
      ),
      async (request) => {
        const { times, ...fault } = request.body;
        ground.faults.set(times, fault);
        return { times, ...fault };
      },
    );
    server.get('/_emulator/requests', async () => ground.journal.requests);
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
