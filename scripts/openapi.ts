import packageJson from '../package.json';
import { type Action, type ActionName, actions } from '../taskrouter/actions';
import { descriptions } from '../taskrouter/descriptions';
import { type Parameter, parameters, RESERVATION_STATUSES, wireName } from '../taskrouter/parameters';
import { finds, ownParameters, sidFieldsOf } from '../webhooks/input';
import { CONTROLS } from '../webhooks/manner';
import { expectedOf } from '../webhooks/value';
import { OUTCOMES, type Outcome } from '../wire/outcome';

type Json = Record<string, unknown>;

/** The OpenAPI 3.1 description of the reservation functions, from the tables. */
export function openApi(): Json {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Reservation Functions',
      version: packageJson.version,
      description: packageJson.description,
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      {
        url: 'https://{domain}',
        variables: { domain: { default: 'functions.example.com', description: 'Where it is deployed.' } },
      },
    ],
    security: [{ twilioSignature: [] }],
    tags: [{ name: 'reservations', description: 'One action on one reservation.' }],
    paths: Object.fromEntries(
      (Object.keys(actions) as ActionName[]).map((name) => [
        `/reservations/${name}`,
        { post: operation(actions[name]) },
      ]),
    ),
    components: {
      securitySchemes: {
        twilioSignature: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Twilio-Signature',
          description: 'As Twilio signs its webhooks: https://www.twilio.com/docs/usage/security#validating-requests',
        },
      },
      schemas: { Reservation: reservation(), Problem: problem(), Issue: issue() },
    },
  };
}

function operation(action: Action): Json {
  const schema = fields(action);
  const media = { schema, examples: { working: { summary: action.summary, value: example(action) } } };
  return {
    operationId: action.name,
    summary: action.summary,
    tags: ['reservations'],
    'x-from': action.from,
    requestBody: {
      required: true,
      content: { 'application/x-www-form-urlencoded': media, 'application/json': media },
    },
    responses: responses(action),
  };
}

const SIDS = {
  WorkspaceSid: { prefix: 'WS', description: 'The workspace; by default the deployment’s own.' },
  WorkerSid: { prefix: 'WK', description: 'The worker whose reservation it is.' },
  ReservationSid: { prefix: 'WR', description: 'The reservation.' },
  TaskSid: { prefix: 'WT', description: 'The task whose current reservation is meant.' },
} as const;

function fields(action: Action): Json {
  return {
    type: 'object',
    properties: {
      ...Object.fromEntries(
        sidFieldsOf(action).map((field) => [field, sid(SIDS[field].prefix, SIDS[field].description)]),
      ),
      ...Object.fromEntries(
        ownParameters(action).map((name) => [wireName(name), schemaOf(parameters[name], descriptions[name])]),
      ),
      ...Object.fromEntries(
        Object.entries(CONTROLS).map(([field, { description, ...parameter }]) => [
          field,
          schemaOf(parameter, description),
        ]),
      ),
    },
    required: finds(action) ? [] : ['WorkerSid', 'ReservationSid', ...action.requires.map(wireName)],
  };
}

function sid(prefix: string, description: string): Json {
  return { type: 'string', pattern: `^${prefix}[0-9a-fA-F]{32}$`, description };
}

function schemaOf(parameter: Parameter, description: string): Json {
  const byDefault = 'default' in parameter && parameter.default !== undefined ? { default: parameter.default } : {};
  switch (parameter.kind) {
    case 'integer':
      return { type: 'integer', minimum: parameter.minimum, maximum: parameter.maximum, ...byDefault, description };
    case 'boolean':
      return { type: 'boolean', ...byDefault, description };
    case 'one of':
      return { type: 'string', enum: parameter.values, ...byDefault, description };
    case 'list':
      return { type: 'array', items: { type: 'string', enum: parameter.values }, description };
    case 'sid':
      return sid(parameter.prefix, description);
    case 'url':
      return { type: 'string', format: 'uri', maxLength: 2000, description };
    case 'text':
    case 'address':
    case 'revision':
      return {
        type: 'string',
        maxLength: 255,
        description: `${description} Takes ${expectedOf(parameter)}.`,
        ...(parameter.shown === 'secret' ? { format: 'password' } : {}),
      };
  }
}

function example(action: Action): Json {
  const zeros = (prefix: string) => `${prefix}${'0'.repeat(31)}1`;
  return {
    ...(finds(action) ? { TaskSid: zeros('WT') } : { WorkerSid: zeros('WK'), ReservationSid: zeros('WR') }),
    ...Object.fromEntries(Object.entries(action.example).map(([name, value]) => [wireName(name), value])),
  };
}

/** One response for each HTTP status, naming the outcomes that are sent with it. */
function responses(action: Action): Json {
  const possible = (Object.keys(OUTCOMES) as Outcome[]).filter((outcome) => canEnd(action, outcome));
  const statuses = [...new Set(possible.map((outcome) => OUTCOMES[outcome].status))];
  return Object.fromEntries(
    statuses.map((status) => {
      const outcomes = possible.filter((outcome) => OUTCOMES[outcome].status === status);
      const body = { $ref: `#/components/schemas/${status < 300 ? 'Reservation' : 'Problem'}` };
      const schema = { allOf: [body], properties: { outcome: { enum: outcomes } } };
      const content: Json = { 'application/json': { schema } };
      if (status === 200) content['text/xml'] = { schema: { type: 'string', description: 'With Reply=twiml.' } };
      const description = outcomes.map((outcome) => `\`${outcome}\`: ${OUTCOMES[outcome].promises}`).join(' ');
      return [String(status), { description, content }];
    }),
  );
}

function canEnd({ does }: Action, outcome: Outcome): boolean {
  if (outcome === 'started') return 'gives' in does || 'sends' in does;
  if (outcome === 'already') return 'sets' in does || 'sends' in does;
  if ('reads' in does) return !['stale', 'lost', 'not_allowed', 'unknown'].includes(outcome);
  return true;
}

function reservation(): Json {
  const text = { type: 'string' };
  const date = { type: ['string', 'null'], format: 'date-time' };
  const properties = {
    sid: sid('WR', 'The reservation.'),
    reservation_status: { enum: RESERVATION_STATUSES },
    task_sid: sid('WT', 'Its task.'),
    worker_sid: sid('WK', 'Its worker.'),
    worker_name: text,
    workspace_sid: sid('WS', 'Their workspace.'),
    account_sid: sid('AC', 'The account.'),
    date_created: date,
    date_updated: date,
    url: { type: 'string', format: 'uri' },
    outcome: { type: 'string' },
    etag: { type: ['string', 'null'], description: 'The revision, for IfMatch; null where TaskRouter sent none.' },
  };
  return { type: 'object', properties, required: Object.keys(properties) };
}

function problem(): Json {
  const properties = {
    code: { type: ['integer', 'null'], description: "Twilio's error code." },
    message: { type: 'string' },
    more_info: { type: ['string', 'null'], format: 'uri' },
    status: { type: 'integer' },
    outcome: { type: 'string' },
  };
  return {
    type: 'object',
    properties: {
      ...properties,
      issues: { type: 'array', items: { $ref: '#/components/schemas/Issue' } },
      reservation_status: { enum: RESERVATION_STATUSES },
    },
    required: Object.keys(properties),
  };
}

function issue(): Json {
  const text = { type: 'string' };
  return {
    type: 'object',
    properties: { field: text, received: text, expected: text, hint: text },
    required: ['field', 'received', 'expected'],
    additionalProperties: false,
  };
}
