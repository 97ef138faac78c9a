import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deployedEnv, fates, madeUpEnv, rehearsedEnv } from '../scripts/deployed-env';
import { deploy } from '../scripts/deployment';
import { described, expected, rehearse, stage } from '../scripts/rehearsal';
import { expectation, findings, type Upload, type Uploaded } from '../scripts/rehearsal-rules';
import { startStandIn } from '../scripts/serverless-stand-in';
import { actions } from '../taskrouter/actions';
import { SETTINGS } from '../wire/settings';

const built = process.env.BUILT ?? 'dist';
const ours = expectation({ '/index.html': '<script src="console.js">', '/console.js': '', '/notes.txt': '' });

const file = (path: string, visibility: string, content = ''): Uploaded => ({
  path,
  visibility,
  content,
  bytes: content.length,
});

/** A deployment as it should be, with some of it changed. */
function upload(changes: Partial<Upload> = {}): Upload {
  const files = (kind: 'functions' | 'assets') =>
    Object.entries(ours[kind]).map(([path, visibility]) => file(path, visibility));
  return {
    suffix: 'dev',
    functions: files('functions'),
    assets: files('assets'),
    dependencies: { '@twilio/runtime-handler': '2.1.0', twilio: '6.2.0' },
    runtime: 'node22',
    variables: ['TASKROUTER_WORKSPACE_SID'],
    ...changes,
  };
}

describe('the rules of a rehearsal', () => {
  const { functions, assets } = upload();

  test('the table and nothing else is fit', () => {
    expect(findings(upload(), ours)).toEqual([]);
    expect(Object.keys(ours.functions).sort()).toEqual(
      [
        ...Object.keys(actions).map((name) => `/reservations/${name}`),
        '/assignment',
        '/voice/offer',
        '/voice/answer',
        '/voice/joined',
        '/voice/ended',
        '/desk',
      ].sort(),
    );
  });

  test('only the desk is public among the functions', () => {
    expect(Object.entries(ours.functions).filter(([, visibility]) => visibility !== 'protected')).toEqual([
      ['/desk', 'public'],
    ]);
  });

  test('the assets are the page, what it leads to, and the description', () => {
    expect(Object.keys(ours.assets).sort()).toEqual(['/console.js', '/index.html', '/openapi.json']);
  });

  const broken: [string, Partial<Upload>, string[]][] = [
    ['a function that is missing', { functions: functions.slice(1) }, ['function /reservations/accept is missing']],
    [
      'a function too many',
      { functions: [...functions, file('/debug', 'protected')] },
      ['function /debug (protected) is none of ours'],
    ],
    [
      'a function twice',
      { functions: [...functions, file('/desk', 'public')] },
      ['function /desk is there more than once'],
    ],
    [
      'a protected function that became public',
      { functions: functions.map((one) => (one.path === '/assignment' ? { ...one, visibility: 'public' } : one)) },
      ['function /assignment is public; it should be protected'],
    ],
    [
      'a desk that nobody can reach',
      { functions: functions.map((one) => (one.path === '/desk' ? { ...one, visibility: 'protected' } : one)) },
      ['function /desk is protected; it should be public'],
    ],
    [
      'no functions at all',
      { functions: [] },
      Object.keys(ours.functions).map((path) => `function ${path} is missing`),
    ],
    [
      'a console that is missing',
      { assets: assets.filter(({ path }) => path !== '/index.html') },
      ['asset /index.html is missing'],
    ],
    [
      'an asset that the console does not lead to',
      { assets: [...assets, file('/notes.txt', 'public')] },
      ['asset /notes.txt (public) is none of ours'],
    ],
    [
      'a private asset, even',
      { assets: [...assets, file('/keys.json', 'private')] },
      ['asset /keys.json (private) is none of ours'],
    ],
    [
      'a source map',
      { assets: [...assets, file('/console.js.map', 'public')] },
      ['asset /console.js.map (public) is none of ours', 'asset /console.js.map is a source map'],
    ],
    [
      'a bundle that names a source map',
      {
        functions: functions.map((one) =>
          one.path === '/desk' ? { ...one, content: 'x();\n//# sourceMappingURL=desk.js.map\n' } : one,
        ),
      },
      ['function /desk holds or names a source map'],
    ],
    [
      'a test',
      { functions: [...functions, file('/desk.test', 'public')] },
      ['function /desk.test (public) is none of ours', 'function /desk.test is a test'],
    ],
    [
      'a file hidden by a dot',
      { assets: [...assets, file('/.env', 'public')] },
      ['asset /.env (public) is none of ours', 'asset /.env is hidden by a dot'],
    ],
    [
      'source by its name',
      { assets: [...assets, file('/desk.d.ts', 'public')] },
      ['asset /desk.d.ts (public) is none of ours', 'asset /desk.d.ts is source'],
    ],
    [
      'source by its text',
      {
        functions: functions.map((one) =>
          one.path === '/desk' ? { ...one, content: "import { desk } from '../webhooks/desk';\n" } : one,
        ),
      },
      ['function /desk is source'],
    ],
    [
      'a variable for this machine only',
      { variables: ['TASKROUTER_URL'] },
      ['variable TASKROUTER_URL is for this machine only'],
    ],
    [
      'a variable that is described nowhere',
      { variables: ['TASK_ROUTER_WORKSPACE_SID'] },
      ['variable TASK_ROUTER_WORKSPACE_SID is no setting: nothing reads it'],
    ],
    ["the account's token as a variable", { variables: ['AUTH_TOKEN'] }, ["variable AUTH_TOKEN is Twilio's to give"]],
    [
      'a dependency that the bundles hold already',
      { dependencies: { ...upload().dependencies, valibot: '1.5.0' } },
      ['dependency valibot is not needed: the bundles hold what they use'],
    ],
    [
      'a dependency that Twilio would choose the version of',
      { dependencies: { '@twilio/runtime-handler': '2.1.0' } },
      ['dependency twilio is missing'],
    ],
    [
      'a dependency with a range',
      { dependencies: { ...upload().dependencies, twilio: '^6.2.0' } },
      ['dependency twilio is ^6.2.0; it should be one exact version'],
    ],
    ['another runtime', { runtime: 'node18' }, ['the runtime is node18; it should be node22']],
    ['no runtime', { runtime: undefined }, ['the runtime is left to Twilio; it should be node22']],
  ];
  test.each(broken)('%s is not fit', (_what, changes, words) => {
    expect(findings(upload(changes), ours)).toEqual(words);
  });
});

describe('an .env file', () => {
  const env = [
    '# mine',
    'ACCOUNT_SID=AC1',
    ' export AUTH_TOKEN = "t#1"',
    "CALLER_ID='+15550001000'",
    'TASKROUTER_URL=http://127.0.0.1:4010',
    'PORT: 3000',
    'VOICE_LANGUAGE=',
    'SPARE=1',
    '',
  ].join('\n');

  test('is deployed without what is for this machine only, and quoted as it was', () => {
    expect(deployedEnv(env).split('\n')).toEqual([
      '# mine',
      'ACCOUNT_SID=AC1',
      ' export AUTH_TOKEN = "t#1"',
      "CALLER_ID='+15550001000'",
      'VOICE_LANGUAGE=',
      'SPARE=1',
      '',
    ]);
  });

  test("is rehearsed without the account's token", () => {
    expect(rehearsedEnv(env)).not.toMatch(/t#1|AC1|TASKROUTER_URL/);
    expect(rehearsedEnv(env)).toMatch(/^ACCOUNT_SID=AC0{32}\nAUTH_TOKEN=rehearsal$/m);
  });

  test('is told name by name, and no value is', () => {
    expect(fates(env)).toEqual([
      ['ACCOUNT_SID', 'signs in to deploy; Twilio gives its own to the functions'],
      ['AUTH_TOKEN', 'signs in to deploy; Twilio gives its own to the functions'],
      ['CALLER_ID', 'deployed'],
      ['TASKROUTER_URL', 'stays on this machine'],
      ['PORT', 'stays on this machine'],
      ['VOICE_LANGUAGE', 'empty: not deployed'],
      ['SPARE', 'no setting: nothing reads it'],
    ]);
  });
});

describe('twilio-run, led to the stand-in', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'staged-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('this tree is fit to be deployed', async () => {
    stage(folder, built, rehearsedEnv(madeUpEnv()));
    const live = await rehearse(folder, 'prod');
    expect(findings(live, expected())).toEqual([]);
    expect(live.suffix).toBe('');
    const deployable = Object.entries(SETTINGS).filter(([, setting]) => !('local' in setting || 'given' in setting));
    expect(live.variables).toEqual(deployable.map(([name]) => name).sort());
    expect(live.functions.find(({ path }) => path === '/reservations/accept')?.bytes).toBe(
      statSync(join(built, 'functions/reservations/accept.protected.js')).size,
    );
    expect(described(live)).not.toContain('made-up');
  });

  test('a tree that was broken on purpose is not, for each of its faults', async () => {
    stage(folder, built, `${rehearsedEnv('')}TASKROUTER_URL=http://127.0.0.1:4010\nSPARE=1\n`);
    const write = (path: string, text: string) => writeFileSync(join(folder, 'dist', path), text);
    rmSync(join(folder, 'dist/functions/reservations/accept.protected.js'));
    write('functions/reservations/reject.js', 'exports.handler = () => {};');
    write('functions/reservations/call.test.js', '');
    write('assets/phrases.private.js.map', '{}');
    write('assets/.env', 'AUTH_TOKEN=1');
    write('assets/desk.ts', '');
    const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
    manifest.dependencies['left-pad'] = '1.3.0';
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));

    expect(findings(await rehearse(folder, 'dev'), expected()).sort()).toEqual(
      [
        'asset /.env (public) is none of ours',
        'asset /.env is hidden by a dot',
        'asset /desk.ts (public) is none of ours',
        'asset /desk.ts is source',
        'asset /phrases.private.js.map (public) is none of ours',
        'asset /phrases.private.js.map is a source map',
        'dependency left-pad is not needed: the bundles hold what they use',
        'function /reservations/accept is missing',
        'function /reservations/call.test (public) is none of ours',
        'function /reservations/call.test is a test',
        'function /reservations/reject is public; it should be protected',
        'function /reservations/reject is there more than once',
        'variable SPARE is no setting: nothing reads it',
        'variable TASKROUTER_URL is for this machine only',
      ].sort(),
    );
  });

  test('a configuration that forgets where the functions are would deploy none, and is not fit', async () => {
    stage(folder, built, rehearsedEnv(''));
    writeFileSync(join(folder, '.twilioserverlessrc'), '{}');
    const { functions } = ours;
    expect(findings(await rehearse(folder, 'dev'), expected())).toEqual(
      expect.arrayContaining(Object.keys(functions).map((path) => `function ${path} is missing`)),
    );
  });

  test('a deployment that fails is an error with its own words', async () => {
    stage(folder, built, '');
    await expect(rehearse(folder, 'dev')).rejects.toThrow(/exit code 1.*ACCOUNT_SID and AUTH_TOKEN/s);
  });

  test('a machine without openssl is told so', async () => {
    const path = process.env.PATH;
    process.env.PATH = folder;
    try {
      await expect(startStandIn(folder)).rejects.toThrow('The openssl command is not installed.');
    } finally {
      process.env.PATH = path;
    }
  });
});

describe('npm run deploy', () => {
  const env = [
    `ACCOUNT_SID=AC${'1'.repeat(32)}`,
    'AUTH_TOKEN=the-token',
    'CALLER_ID=+15550001000',
    'PORT=3000',
    'VOICE_LANGUAGE=',
  ];
  let folder: string;
  let printed: string[];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'deployed-'));
    printed = [];
    for (const way of ['log', 'error'] as const)
      jest.spyOn(console, way).mockImplementation((...lines) => void printed.push(lines.join(' ')));
  });
  afterEach(() => {
    jest.restoreAllMocks();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Twilio is one more stand-in here; the rehearsal has its own. */
  async function deployTo(lines: string[]) {
    const twilio = await startStandIn(folder);
    const memory = join(folder, 'memory');
    const shell = { PATH: process.env.PATH, HOME: folder, ...twilio.env };
    try {
      const code = await deploy({ environment: 'stage', built, env: lines.join('\n'), memory, shell });
      return { code, live: await twilio.live(), memory, printed: printed.join('\n') };
    } finally {
      await twilio.close();
    }
  }

  test('deploys what was rehearsed, without what is for this machine only', async () => {
    const { code, live, memory, printed } = await deployTo(env);
    expect(code).toBe(0);
    expect(live).toMatchObject({ suffix: 'stage', variables: ['CALLER_ID'] });
    expect(live && findings(live, expected())).toEqual([]);
    expect(Object.keys(JSON.parse(readFileSync(memory, 'utf8')))).toEqual([
      expect.stringContaining(`AC${'1'.repeat(32)}`),
    ]);
    expect(printed).toMatch(/PORT +stays on this machine/);
    expect(printed).not.toMatch(/the-token|1555/);
  });

  test('refuses without an account to deploy to', async () => {
    const refused = deployTo(['ACCOUNT_SID=', 'CALLER_ID=+15550001000']);
    await expect(refused).rejects.toThrow('ACCOUNT_SID and AUTH_TOKEN must be in .env');
  });

  test('deploys nothing when the rehearsal finds something', async () => {
    const { code, live, printed } = await deployTo([...env, 'SPARE=1']);
    expect(code).toBe(1);
    expect(live).toBeUndefined();
    expect(printed).toContain('Nothing was deployed.');
  });
});
