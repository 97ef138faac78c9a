import type { Reply } from '../wire/reply';

/** An HTTP request, taken out of the event that carried it. */
export interface Incoming {
  method: string;
  /** Lower-case names; of a repeated header, the first. */
  headers: Record<string, string>;
  /** The query as it came, encoded and without `?`; where the event hides that, every way it may have been written. */
  queries: readonly [string, ...string[]];
  body: string;
  /** The reply in the shape that the event's sender understands. */
  answer(reply: Reply): Outgoing;
}

export interface Outgoing {
  statusCode: number;
  headers?: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
  body: string;
  isBase64Encoded: false;
}

/**
 * Reads the events of REST APIs (format 1.0), HTTP APIs and function URLs (format 2.0), and load balancers with and
 * without multi-value headers. Whatever else comes is read as a request with nothing in it; never throws.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 * https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 * https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
export function readEvent(event: unknown): Incoming {
  const given = record(event);
  const context = record(given.requestContext);
  const lists = { ...record(given.headers), ...record(given.multiValueHeaders) };
  const listsOnly = given.headers === undefined && given.multiValueHeaders !== undefined;
  return {
    method: text(given.httpMethod) || text(record(context.http).method),
    headers: firstOfEach(lists),
    queries: queriesOf(given, 'elb' in context),
    body: given.isBase64Encoded === true ? Buffer.from(text(given.body), 'base64').toString() : text(given.body),
    answer: ({ status, headers, body }) => ({
      statusCode: status,
      // A load balancer that sends lists ignores headers that are none.
      ...(listsOnly ? { multiValueHeaders: listed(headers) } : { headers: { ...headers } }),
      body,
      isBase64Encoded: false,
    }),
  };
}

function queriesOf(event: Fields, balanced: boolean): Incoming['queries'] {
  if (typeof event.rawQueryString === 'string') return [event.rawQueryString];
  const pairs = pairsOf({ ...record(event.queryStringParameters), ...record(event.multiValueQueryStringParameters) });
  // A load balancer leaves names and values encoded as they came.
  if (balanced) return [pairs.map((pair) => pair.join('=')).join('&')];
  return rewritten(pairs);
}

/**
 * A REST API decodes the query; how it was written is lost, and no document promises its order. So these are tried: the
 * given and the alphabetical order, each as a form writes it (encodeURIComponent's way, with %20 for a space, is tried
 * by the signature check itself) and with everything bare that RFC 3986 allows in a query. They all mean the same
 * request. One that mixes the ways is not found again, and is refused.
 */
function rewritten(pairs: Pair[]): Incoming['queries'] {
  const given = new URLSearchParams(pairs);
  const sorted = new URLSearchParams(given);
  sorted.sort();
  const [first, ...others] = [given, sorted].map(String).flatMap((form) => [form, bare(form)]);
  return [first ?? '', ...new Set(others.filter((other) => other !== first))];
}

function bare(form: string): string {
  return form.replace(/\+/g, '%20').replace(/%(?:2[14789AC]|3[AB]|40|2F|3F|7E)/g, decodeURIComponent);
}

type Fields = Readonly<Record<string, unknown>>;
type Pair = [name: string, value: string];

function record(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function pairsOf(parameters: Fields): Pair[] {
  return Object.entries(parameters).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).map((one): Pair => [name, text(one)]),
  );
}

function firstOfEach(headers: Fields): Record<string, string> {
  const first = pairsOf(headers).reverse();
  return Object.fromEntries(first.map(([name, value]) => [name.toLowerCase(), value]));
}

function listed(headers: Readonly<Record<string, string>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
}
