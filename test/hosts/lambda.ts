import { type Shape, shapes } from '../lambda/events';
import { type LambdaFunction, type RuntimeClient, standIn, startFunction } from '../lambda/function';
import { type Host, wired } from './host';

/** AWS Lambda on the built files, once for every shape of its events, each function in a process of its own. */
export function lambdaHosts(client: RuntimeClient = standIn): Host[] {
  const through = client === standIn ? 'a stand-in for the runtime client' : "AWS's own runtime client";
  return shapes.map((shape) => ({
    name: `AWS Lambda behind a ${shape.name}, through ${through}`,
    checksSignatures: true,
    start: async (settings) =>
      deployment(shape, { PUBLIC_URL: 'https://functions.example.com/prod', ...settings }, client),
  }));
}

function deployment(shape: Shape, settings: Record<string, string>, client: RuntimeClient) {
  const functions = new Map<string, Promise<LambdaFunction>>();
  const at = (path: string) => {
    const started = functions.get(path) ?? startFunction(handlerAt(path), settings, client);
    functions.set(path, started);
    return started;
  };
  return {
    async send(message: Parameters<typeof wired>[0]) {
      const request = wired(message, settings.PUBLIC_URL ?? '', settings.AUTH_TOKEN ?? '');
      const { invoke } = await at(message.path);
      return shape.reply(await invoke(shape.event({ method: 'POST', ...request })));
    },
    async stop() {
      for (const started of functions.values()) await (await started).stop();
    },
  };
}

/** `/reservations/accept` -> `lambda/reservations.accept`, `/desk` -> `lambda/desk.handler`. */
export function handlerAt(path: string): string {
  const [, file, name = 'handler'] = path.split('/');
  return `lambda/${file}.${name}`;
}
