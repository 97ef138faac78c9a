import { cpSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, parse, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { notices } from './notices.mjs';
import { ready } from './ready.mjs';

/**
 * The library's client statically requires its own HTTP client (axios, a proxy agent, jsonwebtoken: 390 kB that would be
 * loaded and never used). Every client of ours is given our transport instead, so the module is replaced by one that
 * says so if it is ever constructed. test/bundles.test.ts guards this rule.
 * @type {import('esbuild').Plugin}
 */
const withoutRequestClient = {
  name: 'without-request-client',
  setup(build) {
    build.onLoad({ filter: /twilio[\\/]lib[\\/]base[\\/]RequestClient\.js$/ }, () => ({
      contents: `exports.default = class { constructor() { throw new Error('no httpClient was given'); } };`,
    }));
  },
};

/**
 * The library reads its own version out of its package.json; without this each bundle would hold all of that file.
 * @type {import('esbuild').Plugin}
 */
const versionOnly = {
  name: 'version-only',
  setup(build) {
    build.onLoad({ filter: /node_modules[\\/]twilio[\\/]package\.json$/ }, ({ path }) => ({
      contents: JSON.stringify({ version: JSON.parse(readFileSync(path, 'utf8')).version }),
      loader: 'json',
    }));
  },
};

/**
 * Builds what is deployed into `outdir`: functions, assets and Lambda handlers, each file self-contained CommonJS.
 * Reads from the folder it is run in, the repository's root.
 * @param {string} [outdir]
 */
export async function build(outdir = resolve('dist')) {
  const esbuild = await import('esbuild');
  rmSync(outdir, { recursive: true, force: true });
  const result = await esbuild.build({
    entryPoints: [...sources('functions'), ...sources('lambda')].map((file) => ({
      in: file,
      // The extension only: `accept.protected` names the visibility.
      out: join(parse(file).dir, parse(file).name),
    })),
    outdir,
    bundle: true,
    minify: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // Node 20 knows \p{...}. esbuild is less sure, and would make each such regular expression by a call: run by everybody
    // who loads the file, even where nobody uses it.
    supported: { 'regexp-unicode-property-escapes': true },
    metafile: true,
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [withoutRequestClient, versionOnly],
  });
  cpSync('assets', join(outdir, 'assets'), { recursive: true });
  writeFileSync(join(outdir, 'assets/openapi.json'), `${JSON.stringify(await described(esbuild), null, 2)}\n`);
  // Beside the assets, not among them: those are public.
  writeFileSync(join(outdir, 'THIRD-PARTY.txt'), notices(result.metafile));
  return result.metafile;
}

/**
 * The OpenAPI document, out of the TypeScript tables.
 * @param {typeof import('esbuild')} esbuild
 * @returns {Promise<object>}
 */
async function described(esbuild) {
  const { outputFiles } = await esbuild.build({
    entryPoints: ['scripts/openapi.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  const code = outputFiles[0]?.text ?? '';
  const { openApi } = await import(`data:text/javascript;base64,${Buffer.from(code).toString('base64')}`);
  return openApi();
}

/**
 * @param {string} folder
 * @returns {string[]} every TypeScript file below it, from the root
 */
function sources(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  ready();
  await build();
}
