import { parse } from 'node:querystring';
import type { Reply } from '../hosts/host';

/** An HTTP request on its way to a Lambda function. */
export interface HttpRequest {
  method: string;
  path: string;
  /** With `?`, or empty. */
  search: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}

/** One of the ways in which AWS hands an HTTP request to a function and takes its answer. */
export interface Shape {
  name: string;
  event(request: HttpRequest): object;
  reply(result: unknown): Reply;
}

const STAGE = 'prod';

/** Decoded, and without a word on how the query was written. */
const restApi: Shape = {
  name: 'REST API (format 1.0)',
  event({ method, path, search, headers, body }) {
    const lists = listed(parse(search.slice(1)));
    return {
      resource: path,
      path,
      httpMethod: method,
      headers,
      multiValueHeaders: listed(headers),
      queryStringParameters: search === '' ? null : lastOfEach(lists),
      multiValueQueryStringParameters: search === '' ? null : lists,
      pathParameters: null,
      stageVariables: null,
      requestContext: { resourcePath: path, httpMethod: method, path: `/${STAGE}${path}`, stage: STAGE },
      body: body === '' ? null : body,
      isBase64Encoded: false,
    };
  },
  reply: fromHeaders,
};

const httpApi: Shape = {
  name: 'HTTP API (format 2.0)',
  event: (request) => formatTwo(request, STAGE, `/${STAGE}${request.path}`),
  reply: fromHeaders,
};

const functionUrl: Shape = {
  name: 'function URL',
  event: (request) => formatTwo(request, '$default', request.path),
  reply: fromHeaders,
};

function formatTwo({ method, path, search, headers, body }: HttpRequest, stage: string, rawPath: string): object {
  const joined = Object.entries(listed(parse(search.slice(1)))).map(([name, values]) => [name, values.join(',')]);
  return {
    version: '2.0',
    routeKey: stage === '$default' ? '$default' : `${method} ${path}`,
    rawPath,
    rawQueryString: search.slice(1),
    headers: lowerCase(headers),
    ...(search === '' ? {} : { queryStringParameters: Object.fromEntries(joined) }),
    requestContext: { http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1' }, stage },
    ...encoded(headers, body),
  };
}

/** The query stays encoded, and of a repeated name the last value alone comes. */
const loadBalancer: Shape = {
  name: 'load balancer',
  event: ({ method, path, search, headers, body }) => ({
    requestContext: { elb: { targetGroupArn: TARGET_GROUP } },
    httpMethod: method,
    path,
    queryStringParameters: lastOfEach(asWritten(search)),
    headers: lowerCase(headers),
    body: '',
    isBase64Encoded: false,
    ...encoded(headers, body),
  }),
  reply: fromHeaders,
};

const loadBalancerWithLists: Shape = {
  name: 'load balancer with multi-value headers',
  event: ({ method, path, search, headers, body }) => ({
    requestContext: { elb: { targetGroupArn: TARGET_GROUP } },
    httpMethod: method,
    path,
    multiValueQueryStringParameters: asWritten(search),
    multiValueHeaders: listed(lowerCase(headers)),
    body: '',
    isBase64Encoded: false,
    ...encoded(headers, body),
  }),
  reply(result) {
    const { statusCode, multiValueHeaders, body } = result as Result;
    const lists = Object.entries(multiValueHeaders ?? {}).map(([name, values]) => [name.toLowerCase(), values[0]]);
    return { status: statusCode, headers: Object.fromEntries(lists), text: body };
  },
};

export const shapes: readonly Shape[] = [restApi, httpApi, functionUrl, loadBalancer, loadBalancerWithLists];

const TARGET_GROUP = 'arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/reservations/0000000000000000';

interface Result {
  statusCode: number;
  headers?: Record<string, string>;
  multiValueHeaders?: Record<string, string[]>;
  body: string;
}

function fromHeaders(result: unknown): Reply {
  const { statusCode, headers, body } = result as Result;
  return { status: statusCode, headers: lowerCase(headers ?? {}), text: body };
}

/** HTTP APIs, function URLs and load balancers send whatever they do not hold for text in base64; so a form. */
function encoded(headers: Readonly<Record<string, string>>, body: string): object {
  if (body === '') return { isBase64Encoded: false };
  const text = /^(text\/|application\/(json|javascript|xml))/.test(lowerCase(headers)['content-type'] ?? '');
  return text
    ? { body, isBase64Encoded: false }
    : { body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
}

function asWritten(search: string): Record<string, string[]> {
  const written = new Map<string, string[]>();
  for (const pair of search.slice(1).split('&').filter(Boolean)) {
    const [name = '', ...value] = pair.split('=');
    written.set(name, [...(written.get(name) ?? []), value.join('=')]);
  }
  return Object.fromEntries(written);
}

function listed(values: Readonly<Record<string, string | string[] | undefined>>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [value ?? []].flat()]));
}

function lastOfEach(lists: Record<string, string[]>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1)]));
}

function lowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
