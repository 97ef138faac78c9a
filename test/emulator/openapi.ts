import spec from '@twilio-alpha/mcp/twilio-oai/spec/json/twilio_taskrouter_v1.json';
import Ajv, { type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

/** One request and its answer, as the official library sent and read them. */
export interface Exchange {
  method: string;
  url: string;
  sent: Record<string, unknown>;
  status: number;
  headers: Record<string, unknown>;
  body: unknown;
}

interface Operation {
  parameters?: { name: string; in: string; schema: object }[];
  requestBody?: { content: Record<string, { schema: { properties: Record<string, object> } }> };
  responses: Record<string, { headers?: Record<string, unknown>; content?: Record<string, { schema: object }> }>;
}
type PathItem = { parameters?: Operation['parameters'] } & Record<string, Operation>;

const FORM = 'application/x-www-form-urlencoded';
/** A form holds text, so what is sent is coerced; an answer is JSON and is not. */
const checkers = { sent: checker(true), answered: checker(false) };
const paths = Object.entries(spec.paths as unknown as Record<string, PathItem>);

/**
 * What in this exchange is not as Twilio's own description of TaskRouter says; nothing, if all is well. Array fields of
 * a form are repeated keys, which the description leaves unsaid (its `encoding` is empty).
 */
export function departures({ method, url, sent, status, headers, body }: Exchange): string[] {
  const { pathname } = new URL(url);
  const found = paths.find(([path]) => new RegExp(`^${path.replace(/\{\w+\}/g, '[^/]+')}$`).test(pathname));
  const item = found?.[1];
  const operation = item?.[method.toLowerCase()];
  if (!found || !item || !operation) return [`${method} ${pathname} is not described`];
  const at = ['', 'paths', found[0], method.toLowerCase()];
  const where = `${method} ${found[0]}`;
  const problems: string[] = [];

  const query = (operation.parameters ?? []).filter((one) => one.in === 'query');
  for (const [name, value] of Object.entries(sent)) {
    const index = query.findIndex((one) => one.name === name);
    const place =
      method === 'POST'
        ? [...at, 'requestBody', 'content', FORM, 'schema', 'properties', name]
        : [...at, 'parameters', String(operation.parameters?.findIndex((one) => one.name === name)), 'schema'];
    const known = method === 'POST' ? operation.requestBody?.content[FORM]?.schema.properties[name] : query[index];
    if (!known) problems.push(`${where}: ${name} is not described`);
    else problems.push(...failures('sent', place, value, `${where}: ${name}`));
  }

  if (status >= 400) return problems;
  const described = operation.responses[String(status)];
  if (!described) return [...problems, `${where}: ${status} is not described`];
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  const isList = typeof body === 'object' && body !== null && 'meta' in body;
  for (const name of Object.keys(described.headers ?? {})) {
    const optional = /^access-control/i.test(name) || (isList && /^etag$/i.test(name));
    if (!optional && !names.includes(name.toLowerCase())) problems.push(`${where}: no header ${name}`);
  }
  if (!described.content) return problems;
  const schema = [...at, 'responses', String(status), 'content', 'application/json', 'schema'];
  problems.push(...failures('answered', schema, body, where), ...missing(schema, body, where));
  return problems;
}

function checker(coerce: boolean): (place: string) => ValidateFunction {
  const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: coerce && 'array' });
  addFormats(ajv);
  ajv
    .addFormat('uri-map', true)
    .addFormat('http-method', /^(GET|POST)$/)
    .addSchema(spec, 'twilio');
  const validators = new Map<string, ValidateFunction>();
  return (place) => {
    const validate = validators.get(place) ?? ajv.compile({ $ref: `twilio#${place}` });
    validators.set(place, validate);
    return validate;
  };
}

const pointer = (place: string[]) =>
  place.map((part) => encodeURIComponent(part.replace(/~/g, '~0').replace(/\//g, '~1'))).join('/');

function failures(kind: keyof typeof checkers, place: string[], value: unknown, where: string): string[] {
  const validate = checkers[kind](pointer(place));
  if (validate(value)) return [];
  return (validate.errors ?? []).map((error) => `${where}${error.instancePath} ${error.message}`);
}

/** Keys of the described resource that the answer lacks, and those it has too many. */
function missing(place: string[], value: unknown, where: string): string[] {
  const properties = propertiesOf(place.slice(1).reduce<unknown>(step, spec));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(properties).flatMap(([name, schema]) => {
    if (!(name in value)) return [`${where}: no ${name}`];
    const held: unknown = Reflect.get(value, name);
    const items = typeof schema === 'object' && schema !== null && 'items' in schema ? schema.items : undefined;
    if (!items || !Array.isArray(held)) return [];
    const described = Object.keys(propertiesOf(items));
    return held.flatMap((one: object) => [
      ...described.filter((key) => !(key in one)).map((key) => `${where}: no ${name}[].${key}`),
      ...Object.keys(one)
        .filter((key) => !described.includes(key))
        .map((key) => `${where}: ${name}[].${key} is not described`),
    ]);
  });
}

const step = (value: unknown, part: string) => (value as Record<string, unknown>)[part];

function propertiesOf(schema: unknown): Record<string, unknown> {
  const { $ref, properties } = schema as { $ref?: string; properties?: Record<string, unknown> };
  if ($ref) return propertiesOf($ref.slice(2).split('/').reduce<unknown>(step, spec));
  return properties ?? {};
}
