import { readFileSync } from 'node:fs';

interface Transition {
  event: string;
  next?: string;
  conditions?: { friendly_name: string; arguments: string[]; type: string; value: string }[];
}
export interface State {
  name: string;
  type: string;
  transitions: Transition[];
  properties: Record<string, unknown>;
}
export interface Flow {
  description: string;
  states: State[];
  initial_state: string;
  flags: { allow_concurrent_calls: boolean };
}

export function readFlow(name: string): Flow {
  return JSON.parse(readFileSync(`studio/${name}.json`, 'utf8'));
}

/** Of Twilio's own schemas, what we use: https://www.twilio.com/docs/studio/rest-api/v2/schemas. */
export const WIDGETS: Record<string, { events: readonly string[]; properties: Record<string, string> }> = {
  trigger: {
    events: ['incomingMessage', 'incomingCall', 'incomingConversationMessage', 'incomingRequest', 'incomingParent'],
    properties: {},
  },
  'set-variables': { events: ['next'], properties: { variables: 'object' } },
  'say-play': {
    events: ['audioComplete'],
    properties: { say: 'string', language: 'string', voice: 'string', loop: 'number' },
  },
  'enqueue-call': {
    events: ['callComplete', 'failedToEnqueue', 'callFailure'],
    properties: { workflow_sid: 'string', task_attributes: 'string' },
  },
  'gather-input-on-call': {
    events: ['keypress', 'speech', 'timeout'],
    properties: {
      say: 'string',
      language: 'string',
      voice: 'string',
      number_of_digits: 'number',
      timeout: 'number',
      loop: 'number',
      stop_gather: 'boolean',
      finish_on_key: 'string',
      gather_language: 'string',
      speech_timeout: 'string',
      profanity_filter: 'string',
    },
  },
  'add-twiml-redirect': {
    events: ['return', 'timeout', 'fail'],
    properties: { url: 'string', method: 'string', timeout: 'string' },
  },
  'split-based-on': { events: ['noMatch', 'match'], properties: { input: 'string' } },
  'make-http-request': {
    events: ['success', 'failed'],
    properties: {
      method: 'string',
      content_type: 'string',
      add_twilio_auth: 'boolean',
      url: 'string',
      parameters: 'object',
    },
  },
};

/** What a walk's surroundings do for a widget: the event that follows, and what the widget then holds. */
export type Perform = (
  state: State,
  fill: (template: unknown) => string,
) => Promise<{ event: string; holds?: Record<string, unknown> }>;

/** Goes through a flow as Studio does, from `event` on; the names of the widgets passed, and the variables at the end. */
export async function walk(flow: Flow, event: string, context: Record<string, unknown>, perform: Perform) {
  const widgets: Record<string, unknown> = {};
  const variables: Record<string, string> = {};
  const all = { ...context, widgets, flow: { ...(context.flow as object), variables } };
  const fill = (template: unknown) =>
    String(template).replace(/\{\{([\w.]+)\}\}/g, (_whole, path: string) => String(lookUp(all, path) ?? ''));
  const passed: string[] = [];
  let state = flow.states.find(({ name }) => name === flow.initial_state);
  let happened = event;
  while (state) {
    const next: string | undefined = nextOf(state, happened, fill);
    state = flow.states.find(({ name }) => name === next);
    if (!state) break;
    passed.push(state.name);
    if (passed.length > 50) throw new Error('the flow does not end');
    if (state.type === 'set-variables') {
      const set = state.properties.variables as { key: string; value: string }[];
      for (const { key, value } of set) variables[key] ??= fill(value);
      happened = 'next';
    } else if (state.type === 'split-based-on') happened = 'match';
    else {
      const { event, holds } = await perform(state, fill);
      widgets[state.name] = holds ?? {};
      happened = event;
    }
  }
  return { passed, variables };
}

function nextOf(state: State, event: string, fill: (template: unknown) => string): string | undefined {
  if (state.type !== 'split-based-on') return state.transitions.find((one) => one.event === event)?.next;
  const holds = ({ arguments: given, type, value }: NonNullable<Transition['conditions']>[number]) => {
    const words = type === 'matches_any_of' ? value.split(',') : [value];
    return given.every((template) => words.includes(fill(template)));
  };
  const match = state.transitions.find((one) => one.event === 'match' && one.conditions?.every(holds));
  return (match ?? state.transitions.find((one) => one.event === 'noMatch'))?.next;
}

function lookUp(from: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], from);
}
