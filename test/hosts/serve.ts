import { serveLocally } from '../../local/front';

// serve.ts BUILT SETTINGS: serves a built folder on a free port and prints where.
const [built, settings] = process.argv.slice(2);
const front = await serveLocally({ port: 0, built: built ?? 'dist', env: JSON.parse(settings ?? '{}') });
console.log(front.url);
