import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';

const built = process.env.BUILT ?? 'dist';
const bundles = ['functions', 'lambda'].flatMap((wing) =>
  existsSync(join(built, wing))
    ? readdirSync(join(built, wing), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => relative(built, join(entry.parentPath ?? entry.path, entry.name)))
    : [],
);

interface Metafile {
  outputs: Record<string, { inputs: Record<string, unknown> }>;
}
const metafile: Metafile = JSON.parse(readFileSync(join(built, '../metafile.json'), 'utf8'));

function modulesIn(bundle: string): string[] {
  const output = Object.entries(metafile.outputs).find(([path]) => path.endsWith(bundle))?.[1];
  return Object.keys(output?.inputs ?? {});
}

/** The packages whose modules a bundle holds. */
function packagesIn(bundle: string): string[] {
  const names = modulesIn(bundle).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]);
  return [...new Set(names.flatMap((name) => name ?? []))].sort();
}

/** Bytes that a deployed file may have: what it weighs is what a caller waits for at a cold start. */
function budget(bundle: string): number {
  const voice = bundle.includes('voice');
  if (bundle.startsWith('lambda')) return voice ? 180_000 : 120_000;
  return voice ? 160_000 : 100_000;
}

test('every source file became one bundle, and nothing else did', () => {
  const sources = ['functions', 'lambda'].flatMap((wing) =>
    readdirSync(wing, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name).replace(/\.ts$/, '.js')),
  );
  expect(bundles.sort()).toEqual(sources.sort());
});

describe.each(bundles)('%s', (bundle) => {
  const file = join(built, bundle);

  test('loads from an empty folder, and its handlers are functions', () => {
    const print = `const m = require(${JSON.stringify(file)}); console.log(Object.values(m).every((x) => typeof x === 'function'), Object.keys(m).length)`;
    const printed = execFileSync(process.execPath, ['-e', print], { cwd: built, encoding: 'utf8' });
    expect(printed).toMatch(/^true [1-9]/);
  });

  test('stays within its budget', () => {
    expect(statSync(file).size).toBeLessThanOrEqual(budget(bundle));
  });

  test("holds neither the library's own client nor what it drags in", () => {
    const dragged = [
      'axios',
      'https-proxy-agent',
      'jsonwebtoken',
      'dayjs',
      'scmp',
      'qs',
      'form-data',
      'follow-redirects',
    ];
    expect(packagesIn(bundle).filter((name) => dragged.includes(name))).toEqual([]);
    expect(modulesIn(bundle).filter((path) => /twilio.lib.base.(BaseTwilio|RequestClient)\.js$/.test(path))).toEqual(
      [],
    );
  });

  test('requires nothing but these modules of Node, each of which costs a start its time', () => {
    const names = [...readFileSync(file, 'utf8').matchAll(/\brequire\("(?:node:)?([^"]+)"\)/g)].map(([, name]) => name);
    const known = ['http', 'https', 'util'];
    if (bundle.startsWith('lambda')) known.push('crypto', 'timers', 'querystring', 'url');
    expect(names.filter((name = '') => !known.includes(name))).toEqual([]);
  });
});

test.each(bundles.filter((bundle) => bundle.startsWith('functions/reservations')))(
  '%s holds these packages and no other',
  (bundle) => {
    expect(packagesIn(bundle)).toEqual(['fastest-levenshtein', 'twilio', 'valibot']);
  },
);
