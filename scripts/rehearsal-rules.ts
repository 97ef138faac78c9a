import { actions } from '../taskrouter/actions';
import { SETTINGS } from '../wire/settings';

/** One function or asset as Twilio would serve it. */
export interface Uploaded {
  /** From the root of the domain: `/reservations/accept`, `/index.html`. */
  path: string;
  visibility: string;
  bytes: number;
  content: string;
}

/** What a deployment made live. */
export interface Upload {
  /** The suffix of the environment's domain; empty for production. */
  suffix: string;
  functions: readonly Uploaded[];
  assets: readonly Uploaded[];
  /** Name to version. */
  dependencies: Readonly<Record<string, string>>;
  runtime: string | undefined;
  /** Names only. */
  variables: readonly string[];
}

/** What a deployment should make live: paths to their visibility. */
export interface Expected {
  functions: Readonly<Record<string, string>>;
  assets: Readonly<Record<string, string>>;
  dependencies: readonly string[];
  runtime: string;
}

/**
 * What this repository deploys. Its functions follow from the table of actions; its assets are the console (`files`, path
 * to text): the page and what that leads to, with the description that the build writes.
 */
export function expectation(files: Readonly<Record<string, string>>): Expected {
  const hooks = ['assignment', 'voice/offer', 'voice/answer', 'voice/joined', 'voice/ended'];
  const signed = [...Object.keys(actions).map((name) => `reservations/${name}`), ...hooks];
  return {
    functions: { ...Object.fromEntries(signed.map((name) => [`/${name}`, 'protected'])), '/desk': 'public' },
    assets: Object.fromEntries([...ledTo(files, '/index.html'), '/openapi.json'].map((path) => [path, 'public'])),
    // Every build holds both, named or not; named, they are the versions that the tests ran with.
    // https://www.twilio.com/docs/serverless/functions-assets/functions/dependencies
    dependencies: ['@twilio/runtime-handler', 'twilio'],
    runtime: 'node22',
  };
}

/** `start` and every file that it names between quotes or brackets, and they in turn. */
function ledTo(files: Readonly<Record<string, string>>, start: string): Set<string> {
  const reached = new Set([start]);
  for (const from of reached) {
    for (const [, name = ''] of (files[from] ?? '').matchAll(/["'(`]([\w./-]+)["')`]/g)) {
      const path = new URL(name, `https://console.invalid${from}`).pathname;
      if (path in files) reached.add(path);
    }
  }
  return reached;
}

const UNFIT: readonly [RegExp, string][] = [
  [/\.map$/, 'is a source map'],
  [/\.(test|spec|full)(\.|$)/, 'is a test'],
  [/(^|\/)\./, 'is hidden by a dot'],
  [/\.([cm]?tsx?|jsx)$/, 'is source'],
];

/** Every reason not to deploy this, in words; none, and it is fit. */
export function findings(upload: Upload, expected: Expected): string[] {
  return [
    ...misplaced('function', upload.functions, expected.functions),
    ...misplaced('asset', upload.assets, expected.assets),
    ...unfit('function', upload.functions),
    ...unfit('asset', upload.assets),
    ...upload.variables.flatMap(wrongVariable),
    ...wrongDependencies(upload.dependencies, expected.dependencies),
    ...(upload.runtime === expected.runtime
      ? []
      : [`the runtime is ${upload.runtime ?? 'left to Twilio'}; it should be ${expected.runtime}`]),
  ];
}

function misplaced(kind: string, uploaded: readonly Uploaded[], expected: Expected['functions']): string[] {
  const paths = uploaded.map(({ path }) => path);
  return [
    ...Object.keys(expected)
      .filter((path) => !paths.includes(path))
      .map((path) => `${kind} ${path} is missing`),
    ...paths
      .filter((path, index) => paths.indexOf(path) !== index)
      .map((path) => `${kind} ${path} is there more than once`),
    ...uploaded.flatMap(({ path, visibility }) => {
      const wanted = expected[path];
      if (wanted === undefined) return [`${kind} ${path} (${visibility}) is none of ours`];
      return wanted === visibility ? [] : [`${kind} ${path} is ${visibility}; it should be ${wanted}`];
    }),
  ];
}

function unfit(kind: string, uploaded: readonly Uploaded[]): string[] {
  return uploaded.flatMap(({ path, content }) => [
    ...UNFIT.filter(([pattern]) => pattern.test(path)).map(([, why]) => `${kind} ${path} ${why}`),
    ...(/^\/[/*][#@] sourceMappingURL=/m.test(content) ? [`${kind} ${path} holds or names a source map`] : []),
    // Twilio runs CommonJS; whatever still imports was never built.
    ...(kind === 'function' && /^\s*import\s[^(]*['"]/m.test(content) ? [`${kind} ${path} is source`] : []),
  ]);
}

function wrongVariable(name: string): string[] {
  const setting = Object.entries(SETTINGS).find(([key]) => key === name)?.[1];
  if (!setting) return [`variable ${name} is no setting: nothing reads it`];
  if ('local' in setting) return [`variable ${name} is for this machine only`];
  return 'given' in setting ? [`variable ${name} is Twilio's to give`] : [];
}

function wrongDependencies(uploaded: Upload['dependencies'], expected: readonly string[]): string[] {
  return [
    ...expected.filter((name) => !(name in uploaded)).map((name) => `dependency ${name} is missing`),
    ...Object.entries(uploaded).flatMap(([name, version]) => {
      if (!expected.includes(name)) return [`dependency ${name} is not needed: the bundles hold what they use`];
      return /^\d+\.\d+\.\d+$/.test(version)
        ? []
        : [`dependency ${name} is ${version}; it should be one exact version`];
    }),
  ];
}
