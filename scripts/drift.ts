import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parameters } from '../taskrouter/parameters';
import { type Description, differences, fromLibrary, fromOpenApi, ourDescription } from './drift-differences';

// npm run drift: 0 when nothing is new, 1 when something is, 2 when it could not be found out (no network, for one).
const SOURCES: readonly { name: string; file: string; read: (text: string) => Description }[] = [
  { name: 'twilio', file: 'lib/rest/taskrouter/v1/workspace/worker/reservation.d.ts', read: fromLibrary },
  {
    name: '@twilio-alpha/mcp',
    file: 'twilio-oai/spec/json/twilio_taskrouter_v1.json',
    read: (text) => fromOpenApi(JSON.parse(text)),
  },
];

const folder = mkdtempSync(join(tmpdir(), 'reservation-functions-drift-'));
try {
  const found = SOURCES.flatMap(({ name, file, read }) => {
    const { version, text } = newest(name, file);
    const installed = JSON.parse(readFileSync(`node_modules/${name}/package.json`, 'utf8')).version;
    const news = differences(ourDescription(parameters), read(text));
    console.log(`${name} ${version}${version === installed ? '' : ` (here: ${installed})`}`);
    for (const line of news.length === 0 ? ['nothing new'] : news) console.log(`  ${line}`);
    return news;
  });
  process.exitCode = found.length === 0 ? 0 : 1;
} catch (error) {
  console.error(`Not compared: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 2;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** One file of the newest version of a package on the registry. */
function newest(name: string, file: string): { version: string; text: string } {
  let packed: string;
  try {
    const pack = ['pack', `${name}@latest`, '--json', '--silent', '--fetch-retries=0', '--pack-destination', folder];
    packed = execFileSync('npm', pack, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    throw new Error(`npm could not fetch ${name}. Is there a network?`);
  }
  const [{ filename, version }] = JSON.parse(packed) as [{ filename: string; version: string }];
  const tar = ['-xzOf', join(folder, filename), `package/${file}`];
  return { version, text: execFileSync('tar', tar, { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 }) };
}
