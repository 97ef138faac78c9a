import { consoleDoor } from '../../local/console-door';
import { serveLocally } from '../../local/front';
import { worldOf } from '../../local/world';

// serve.ts BUILT SETTINGS [door]: serves a built folder on a free port, with the console's door to the emulator or
// without it, as a deployment has none; prints where.
const [built = 'dist', text = '{}', door] = process.argv.slice(2);
const env = JSON.parse(text);
const world = door === 'door' ? await worldOf(env.TASKROUTER_URL) : undefined;
const opened = world ? { door: consoleDoor(world, env.TASKROUTER_URL) } : {};
const front = await serveLocally({ port: 0, built, env, ...opened });
console.log(front.url);
