import { type Shape, shapes } from '../lambda/events';
import { type LambdaFunction, runtimeClient, startFunction } from '../lambda/function';
import { type Host, wired } from './host';

/** AWS Lambda on the built files, once for every shape of its events, each function in a process of its own. */
export function lambdaHosts(): Host[] {
  const { name } = runtimeClient();
  return shapes.map((shape) => ({
    name: `AWS Lambda, ${shape.name}, through ${name}`,
    checksSignatures: true,
    start: async (settings) => deployment(shape, { PUBLIC_URL: 'https://functions.example.com/prod', ...settings }),
  }));
}

function deployment(shape: Shape, settings: Record<string, string>) {
  const functions = new Map<string, Promise<LambdaFunction>>();
  const log: string[] = [];
  const at = (path: string) => {
    const started = functions.get(path) ?? startFunction(handlerAt(path), settings, log);
    functions.set(path, started);
    return started;
  };
  return {
    async send(message: Parameters<typeof wired>[0]) {
      const request = wired(message, settings.PUBLIC_URL ?? '', settings.AUTH_TOKEN ?? '');
      const { invoke } = await at(message.path);
      return shape.reply(await invoke(shape.event({ method: 'POST', ...request })));
    },
    log,
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
