import { parse } from 'node:querystring';
import { actions } from '../../taskrouter/actions';
import { assignment } from '../../webhooks/assignment';
import { desk } from '../../webhooks/desk';
import { reservation } from '../../webhooks/reservation';
import { search } from '../../webhooks/search';
import { answer, ended, joined, offer } from '../../webhooks/voice';
import { Deadline } from '../../wire/deadline';
import { type Endpoint, respond } from '../../wire/endpoint';
import { readSettings } from '../../wire/settings';
import { type Host, wired } from './host';

/** The endpoints themselves, in this process, from source. */
export const source: Host = {
  name: 'in process, from source',
  checksSignatures: false,
  async start(settings) {
    const home = 'https://functions.example.com';
    return {
      async send(message) {
        const { headers, body } = wired(message, home, settings.AUTH_TOKEN ?? '');
        const fields = message.json === undefined ? parse(body) : (message.json as object);
        const endpoint = endpoints.get(message.path);
        if (!endpoint) throw new Error(`no endpoint at ${message.path}`);
        const request = {
          fields: { ...message.query, ...fields },
          headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
          settings: readSettings(settings),
          home,
        };
        const reply = await respond(endpoint, request, new Deadline(endpoint.budgetMs));
        const lower = Object.entries(reply.headers).map(([name, value]) => [name.toLowerCase(), value]);
        return { status: reply.status, headers: Object.fromEntries(lower), text: reply.body };
      },
      stop: async () => {},
    };
  },
};

const { find, ...addressed } = actions;
const endpoints = new Map<string, Endpoint>(
  [
    reservation(find, search),
    ...Object.values(addressed).map((row) => reservation(row)),
    assignment,
    offer,
    answer,
    joined,
    ended,
    desk(),
  ].map((endpoint) => [`/${endpoint.name}`, endpoint]),
);
