import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parse } from 'yaml';
import { actions } from '../../taskrouter/actions';
import { assignment } from '../../webhooks/assignment';
import { desk } from '../../webhooks/desk';
import { reservation } from '../../webhooks/reservation';
import { search } from '../../webhooks/search';
import * as voice from '../../webhooks/voice';
import { SETTINGS } from '../../wire/settings';
import { handlerAt } from '../hosts/lambda';

interface FunctionProperties {
  Handler: string;
  Timeout?: number;
  Environment?: { Variables: Record<string, unknown> };
  Events: Record<string, { Type: string; Properties: { ApiId: string; Path: string; Method: string } }>;
}

const template = parse(readFileSync('template.yaml', 'utf8'), {
  customTags: ['Ref', 'Sub', 'GetAtt', 'If', 'Join'].map((name) => ({
    tag: `!${name}`,
    resolve: (text: string) => text,
  })),
});
const globals = template.Globals.Function;
const functions: FunctionProperties[] = Object.values<{ Type: string; Properties: FunctionProperties }>(
  template.Resources,
).flatMap(({ Type, Properties }) => (Type === 'AWS::Serverless::Function' ? [Properties] : []));
const routes = functions.flatMap(({ Handler, Events }) =>
  Object.values(Events).map(({ Type, Properties }) => ({ Handler, Type, ...Properties })),
);

/** `reservations.accept`, of every export of every built file. */
const exported = readdirSync(join(process.env.BUILT ?? 'dist', 'lambda')).flatMap((file) => {
  const handlers = createRequire(__filename)(join(process.env.BUILT ?? 'dist', 'lambda', file));
  return Object.keys(handlers).map((name) => `${file.replace(/\.js$/, '')}.${name}`);
});

/** The paths that Twilio serves, from the names of the files that it deploys. */
const paths = readdirSync('functions', { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => `/${file.replace(/(\.protected)?\.ts$/, '')}`);

test('there is one function for every export, and an export for every function', () => {
  expect(functions.map(({ Handler }) => Handler).sort()).toEqual(exported.sort());
});

test('the routes are the paths on Twilio, and each leads to the handler of its path', () => {
  expect(routes.map(({ Path }) => Path).sort()).toEqual(paths.sort());
  for (const { Handler, Path } of routes) expect(`lambda/${Handler}`).toBe(handlerAt(Path));
});

test('every route is open to every method of the one API, for GET, POST and the preflights of a browser', () => {
  expect(new Set(routes.map(({ Type, ApiId, Method }) => `${Type} ${ApiId} ${Method}`))).toEqual(
    new Set(['HttpApi Api ANY']),
  );
});

test('every function has the time of its endpoint, and half a second to send the answer', () => {
  const { offer, answer, joined, ended } = voice;
  const reservations = Object.values(actions).map((row) => reservation(row, search));
  const endpoints = [...reservations, assignment, offer, answer, joined, ended, desk()];
  expect(endpoints).toHaveLength(functions.length);
  for (const { name, budgetMs } of endpoints) {
    const found = functions.find(({ Handler }) => `lambda/${Handler}` === handlerAt(`/${name}`));
    expect(1000 * (found?.Timeout ?? globals.Timeout)).toBeGreaterThanOrEqual(budgetMs + 500);
  }
});

test('every setting that deploys is given to a function, and no other', () => {
  const given = [globals, ...functions].flatMap(({ Environment }) => Object.keys(Environment?.Variables ?? {}));
  const deployed = Object.entries(SETTINGS).flatMap(([name, setting]) => ('local' in setting ? [] : [name]));
  expect([...new Set(given)].sort()).toEqual(deployed.sort());
});

test('secrets come by reference, never as a parameter', () => {
  for (const { Environment } of [globals, ...functions]) {
    for (const [name, value] of Object.entries(Environment?.Variables ?? {})) {
      const secret = /TOKEN$|SECRET$/.test(name);
      expect([name, /^\{\{resolve:secretsmanager:/.test(String(value))]).toEqual([name, secret]);
    }
  }
});

test('the API answers no preflight by itself: the list of origins is the one that the desk is given', () => {
  expect(template.Resources.Api.Properties).not.toHaveProperty('CorsConfiguration');
  const withOrigins = functions.filter(({ Environment }) => 'DESK_ORIGINS' in (Environment?.Variables ?? {}));
  expect(withOrigins.map(({ Handler }) => Handler)).toEqual(['desk.handler']);
});

test('functions run on arm64 and Node 22, and what they print is kept for a time only', () => {
  expect(globals).toMatchObject({ Runtime: 'nodejs22.x', Architectures: ['arm64'], CodeUri: 'dist/lambda' });
  expect(globals.LoggingConfig.LogGroup).toBe('Logs');
  expect(template.Resources.Logs.Properties.RetentionInDays).toBeGreaterThan(0);
});
