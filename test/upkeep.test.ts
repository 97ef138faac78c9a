import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import spec from '@twilio-alpha/mcp/twilio-oai/spec/json/twilio_taskrouter_v1.json';
import manifest from '../package.json';
import { type Description, differences, fromLibrary, fromOpenApi, ourDescription } from '../scripts/drift-differences';
import { parameters } from '../taskrouter/parameters';

test('no file, export or dependency is unused, and no exception is stale', () => {
  const knip = ['node_modules/knip/bin/knip.js', '--treat-config-hints-as-errors', '--no-progress'];
  const { status, stdout, stderr } = spawnSync(process.execPath, knip, { encoding: 'utf8' });
  expect([stdout.trim(), stderr.trim()]).toEqual(['', '']);
  expect(status).toBe(0);
});

const papers = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'],
  ...['bench', 'emulator', 'lambda', 'studio'].map((wing) => `${wing}/README.md`),
];

describe.each(papers)('%s', (paper) => {
  const text = readFileSync(paper, 'utf8');

  test('names commands that exist', () => {
    const commands = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, name = '']) => name);
    expect(commands.filter((name) => !(name in manifest.scripts))).toEqual([]);
  });

  test('names files that exist', () => {
    const linked = [...text.matchAll(/\]\(([\w./-]+)\)/g)].map(([, path = '']) => join(dirname(paper), path));
    const named = [...text.matchAll(/`((?:[\w-]+\/)+[\w.-]+\.(?:ts|mjs|md|ya?ml))`/g)].map(([, path = '']) => path);
    const ours = [...linked, ...named].filter((path) => !/NAME|ACTION|^(dist|node_modules)\//.test(path));
    expect(ours.filter((path) => !existsSync(path))).toEqual([]);
  });
});

test("the README's figures are those of the last bench", () => {
  const [, table = ''] = /<!-- figures -->\n([\s\S]+?)<!-- \/figures -->/.exec(readFileSync('README.md', 'utf8')) ?? [];
  expect(table.split('\n').length).toBeGreaterThan(10);
  expect(readFileSync('bench/README.md', 'utf8')).toContain(table);
});

test('the sizes that the last bench measured are those of today', () => {
  const results: { figure: string; ours: number }[] = JSON.parse(readFileSync('bench/results.json', 'utf8'));
  const functions = join(process.env.BUILT ?? 'dist', 'functions');
  const largest = (among: (path: string) => boolean) =>
    Math.max(
      ...readdirSync(functions, { recursive: true, encoding: 'utf8' })
        .filter((path) => path.endsWith('.js') && among(path))
        .map((path) => statSync(join(functions, path)).size / 1_000),
    );
  const measured = (figure: string) => results.find((row) => row.figure.startsWith(figure))?.ours ?? 0;
  const isVoice = (path: string) => path.startsWith('voice');
  // A change of a few lines need not wait for the next bench.
  expect(Math.abs(measured('one function with') / largest((path) => !isVoice(path)) - 1)).toBeLessThan(0.05);
  expect(Math.abs(measured('one function of voice/') / largest(isVoice) - 1)).toBeLessThan(0.05);
});

test('the changelog tells of this version', () => {
  expect(readFileSync('CHANGELOG.md', 'utf8')).toContain(`## [${manifest.version}]`);
});

describe('the notices beside the bundles', () => {
  const built = process.env.BUILT ?? 'dist';
  const notices = readFileSync(join(built, 'THIRD-PARTY.txt'), 'utf8');
  const { outputs }: { outputs: Record<string, { inputs: object }> } = JSON.parse(
    readFileSync(join(built, '../metafile.json'), 'utf8'),
  );
  const modules = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const packages = [
    ...new Set(modules.flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [])),
  ].sort();

  test('name every package whose code a bundle holds, and no other', () => {
    expect(packages).toContain('twilio');
    const named = [...notices.matchAll(/^-{80}\n(\S+) \d+\.\d+\.\d+\n/gm)].map(([, name]) => name);
    expect(named).toEqual(packages);
  });

  test.each(packages)('%s may be used: its licence asks for no more than its notice', (name) => {
    const licence = new RegExp(`^${name} \\S+\\nLicence: (.*)$`, 'm').exec(notices)?.[1];
    expect(licence).toMatch(/^(MIT|Apache-2\.0|BSD-[23]-Clause|ISC)$/);
  });
});

describe('drift', () => {
  const ours: Description = {
    Timeout: { kind: 'integer' },
    Beep: { kind: 'text', values: ['true', 'false'] },
    To: { kind: 'text' },
  };

  test('nothing is new in what is installed, by either source', () => {
    const declaration = readFileSync(
      'node_modules/twilio/lib/rest/taskrouter/v1/workspace/worker/reservation.d.ts',
      'utf8',
    );
    expect(differences(ourDescription(parameters), fromLibrary(declaration))).toEqual([]);
    expect(differences(ourDescription(parameters), fromOpenApi(spec as never))).toEqual([]);
  });

  test('a parameter that came, one that went, and one of another kind are named', () => {
    const theirs: Description = { Timeout: { kind: 'text' }, Beep: { kind: 'text' }, Whisper: { kind: 'boolean' } };
    expect(differences(ours, theirs)).toEqual(['Whisper is new', 'To is gone', 'Timeout is text; here it is integer']);
  });

  test('a value that came and one that went are named', () => {
    const theirs: Description = { ...ours, Beep: { kind: 'text', values: ['true', 'onEnter'] } };
    expect(differences(ours, theirs)).toEqual(['Beep may now be onEnter', 'Beep may no longer be false']);
  });

  test('what a source leaves open is no difference', () => {
    expect(differences(ours, { Timeout: {}, Beep: {}, To: { values: ['a'] } })).toEqual([]);
  });

  test("the library's declaration is read", () => {
    const declaration = `export type ReservationEvent = "start" | "end";
/** Other */
export interface ReservationListInstanceOptions {
    limit?: number;
}
export interface ReservationContextUpdateOptions {
    /** The If-Match HTTP request header */
    ifMatch?: string;
    /** Seconds. */
    timeout?: number;
    events?: Array<ReservationEvent>;
    muted?: boolean;
    last?: ReservationEvent;
}
export interface Later {
    other?: string;
}
`;
    expect(fromLibrary(declaration)).toEqual({
      IfMatch: { kind: 'text' },
      Timeout: { kind: 'integer' },
      Events: { kind: 'list', values: ['start', 'end'] },
      Muted: { kind: 'boolean' },
      Last: { kind: 'text', values: ['start', 'end'] },
    });
    expect(() => fromLibrary('')).toThrow('no longer has');
  });

  test("Twilio's description is read", () => {
    const properties = {
      Timeout: { type: 'integer' },
      Events: { type: 'array', items: { $ref: '#/components/schemas/event' } },
      Method: { type: 'string', enum: ['GET', 'POST'] },
      Last: { $ref: '#/components/schemas/event' },
    };
    const post = {
      parameters: [
        { name: 'Sid', in: 'path' },
        { name: 'If-Match', in: 'header' },
      ],
      requestBody: { content: { 'application/x-www-form-urlencoded': { schema: { properties } } } },
    };
    const document = {
      paths: { '/v1/Workspaces/{WorkspaceSid}/Workers/{WorkerSid}/Reservations/{Sid}': { post } },
      components: { schemas: { event: { type: 'string', enum: ['start', 'end'] } } },
    };
    expect(fromOpenApi(document)).toEqual({
      IfMatch: { kind: 'text' },
      Timeout: { kind: 'integer' },
      Events: { kind: 'list', values: ['start', 'end'] },
      Method: { kind: 'text', values: ['GET', 'POST'] },
      Last: { kind: 'text', values: ['start', 'end'] },
    });
    expect(() => fromOpenApi({ ...document, paths: {} })).toThrow('no longer has');
  });
});
