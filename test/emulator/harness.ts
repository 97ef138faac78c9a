import twilio from 'twilio';
import RequestClient from 'twilio/lib/base/RequestClient';
import { type Emulator, type EmulatorOptions, startEmulator } from '../../emulator/emulator';
import type { World } from '../../local/world';
import { departures, type Exchange } from './openapi';

/** The library's own client, with a memory. */
class RememberingClient extends RequestClient {
  readonly exchanges: Exchange[] = [];

  override async request<T>(options: RequestClient.RequestOptions<T>) {
    const response = await super.request<T>(options);
    const { method, uri, params = {}, data = {} } = options;
    const query = Object.fromEntries(new URL(uri).searchParams);
    this.exchanges.push({
      method: method.toUpperCase(),
      url: uri,
      sent: { ...(method.toLowerCase() === 'post' ? data : { ...query, ...params }) },
      status: response.statusCode,
      headers: { ...response.headers },
      body: typeof response.body === 'string' && response.body !== '' ? JSON.parse(response.body) : response.body,
    });
    return response;
  }
}

/** A running emulator, the official library pointed at it, and its controls. */
export class Harness {
  private readonly http = new RememberingClient();
  readonly client: ReturnType<typeof twilio>;

  private constructor(
    readonly emulator: Emulator,
    readonly world: World,
  ) {
    this.client = twilio(world.accountSid, world.authToken, { httpClient: this.http });
    this.client.taskrouter.baseUrl = emulator.url;
  }

  /** Time stands still, except where `advance` moves it, unless the options give a `realNow`. */
  static async start(options: EmulatorOptions = {}): Promise<Harness> {
    const now = Date.now();
    const emulator = await startEmulator({ realNow: () => now, ...options });
    const info = (await (await fetch(`${emulator.url}/_emulator/world`)).json()) as World;
    return new Harness(emulator, info);
  }

  /** Everything the library said and heard so far. */
  get exchanges() {
    return this.http.exchanges;
  }

  get workspace() {
    return this.client.taskrouter.v1.workspaces(this.world.workspaceSid);
  }

  get basic() {
    return `Basic ${Buffer.from(`${this.world.accountSid}:${this.world.authToken}`).toString('base64')}`;
  }

  workerSid(name: string): string {
    return this.world.workers.find((worker) => worker.friendlyName === name)?.sid ?? '';
  }

  activitySid(name: string): string {
    return this.world.activities.find((activity) => activity.friendlyName === name)?.sid ?? '';
  }

  /** Asks a control; posts when there is a body. */
  async control<T>(path: string, body?: object, method = body ? 'POST' : 'GET'): Promise<T> {
    const init = body
      ? { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
      : { method };
    const response = await fetch(`${this.emulator.url}/_emulator/${path}`, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as T;
  }

  reset = () => this.control('reset', {});
  advance = (seconds: number) => this.control<{ now: number }>('clock', { advanceMs: seconds * 1000 });

  /** A plain request under the workspace, signed in unless told otherwise. */
  rest(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: this.basic, ...init.headers };
    return fetch(`${this.emulator.url}/v1/Workspaces/${this.world.workspaceSid}${path}`, { ...init, headers });
  }

  /** Makes a Task and gives its reservation. */
  async offered(attributes: object = {}, options: Record<string, unknown> = {}) {
    const task = await this.workspace.tasks.create({ attributes: JSON.stringify(attributes), ...options });
    const [reservation] = await this.workspace.tasks(task.sid).reservations.list();
    if (!reservation) throw new Error('no reservation');
    return {
      task,
      sid: reservation.sid,
      reservation: this.workspace.workers(reservation.workerSid).reservations(reservation.sid),
    };
  }

  setPhone(name: string, phone: object) {
    const attributes = JSON.stringify({ contact_uri: `client:${name}`, phone });
    return this.workspace.workers(this.workerSid(name)).update({ attributes });
  }

  /** Closes it; throws when anything that the library said with success, or heard, is not as Twilio describes it. */
  async close(): Promise<void> {
    await this.emulator.close();
    const departed = new Set(this.exchanges.filter((one) => one.status < 400).flatMap(departures));
    if (departed.size > 0) throw new Error([...departed].join('\n'));
  }
}

/** The status, code and message of the library's error, or of what it answered instead. */
export async function refusal(promise: Promise<unknown>) {
  const answer = await promise.then(
    (value) => ({ status: 200, code: undefined, message: JSON.stringify(value) }),
    (error: { status?: number; code?: number; message: string }) => error,
  );
  return { status: answer.status, code: answer.code, message: answer.message };
}
