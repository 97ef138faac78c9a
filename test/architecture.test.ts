import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/** From top to bottom: a wing may import itself and what stands below it. Those on one level do not know each other. */
const LEVELS = [['functions', 'lambda'], ['hosts'], ['webhooks'], ['access'], ['taskrouter'], ['wire']];
const LEVEL_OF = new Map(LEVELS.flatMap((wings, level) => wings.map((wing) => [wing, level])));

const files = [...LEVEL_OF.keys(), 'emulator'].flatMap((wing) =>
  readdirSync(wing, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
);

/** Whatever a file imports, types too: paths from the root for our own files, names for packages. */
function importsOf(file: string): string[] {
  const names = [...readFileSync(file, 'utf8').matchAll(/(?:from|import\(|import)\s*'([^']+)'/g)].map(
    ([, name]) => name ?? '',
  );
  return names.map((name) => (name.startsWith('.') ? normalize(join(dirname(file), name)) : name));
}

function wingOf(path: string): string {
  return path.split('/')[0] ?? '';
}

test.each(files.filter((file) => wingOf(file) !== 'emulator'))('%s imports its own wing and those below', (file) => {
  const level = LEVEL_OF.get(wingOf(file)) ?? -1;
  const wrong = importsOf(file).filter((path) => {
    const target = LEVEL_OF.get(wingOf(path));
    const ours = target !== undefined || ['emulator', 'local', 'scripts', 'test', 'bench'].includes(wingOf(path));
    return ours && wingOf(path) !== wingOf(file) && (target === undefined || target <= level);
  });
  expect(wrong).toEqual([]);
});

test('the emulator imports nothing of the others', () => {
  const wrong = files
    .filter((file) => wingOf(file) === 'emulator')
    .flatMap((file) => importsOf(file).filter((path) => LEVEL_OF.has(wingOf(path)) || wingOf(path) === 'local'));
  expect(wrong).toEqual([]);
});

test("only taskrouter/ speaks to Twilio's REST API, and only by deep paths", () => {
  const importing = (pattern: RegExp) =>
    files.filter((file) => wingOf(file) !== 'emulator' && importsOf(file).some((name) => pattern.test(name)));
  expect(importing(/^twilio$/)).toEqual([]);
  const outside = importing(/^twilio\/lib\/(base|rest)/).filter((file) => wingOf(file) !== 'taskrouter');
  const values = outside.filter((file) =>
    /import (?!type)[^;]*'twilio\/lib\/(base|rest)/.test(readFileSync(file, 'utf8')),
  );
  expect(values).toEqual([]);
});
