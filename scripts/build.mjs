import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, parse, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compiledAtOnce, leftOut } from './bundle-rules.mjs';
import { notices } from './notices.mjs';
import { ready } from './ready.mjs';

/**
 * Builds what is deployed into `outdir`: functions, assets and Lambda handlers, each file self-contained CommonJS.
 * Reads from the folder it is run in, the repository's root.
 * @param {string} [outdir]
 */
export async function build(outdir = resolve('dist')) {
  const esbuild = await import('esbuild');
  rmSync(outdir, { recursive: true, force: true });
  const { outputFiles, metafile } = await esbuild.build({
    entryPoints: [...sources('functions'), ...sources('lambda')].map((file) => ({
      in: file,
      // The extension only: `accept.protected` names the visibility.
      out: join(parse(file).dir, parse(file).name),
    })),
    outdir,
    bundle: true,
    write: false,
    platform: 'node',
    metafile: true,
    ...LANGUAGE,
    logLevel: 'warning',
    plugins: leftOut,
  });
  for (const { path, text } of outputFiles) {
    const { code } = await esbuild.transform(compiledAtOnce(text), { ...LANGUAGE, minify: true });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, code);
  }
  cpSync('assets', join(outdir, 'assets'), { recursive: true });
  writeFileSync(join(outdir, 'assets/openapi.json'), `${JSON.stringify(await described(esbuild), null, 2)}\n`);
  // Beside the assets, not among them: those are public.
  writeFileSync(join(outdir, 'THIRD-PARTY.txt'), notices(metafile));
  return metafile;
}

/** @type {Pick<import('esbuild').CommonOptions, 'target' | 'format' | 'supported' | 'legalComments'>} */
const LANGUAGE = {
  target: 'node20',
  format: 'cjs',
  // Node 20 knows \p{...}. esbuild is less sure, and would make each such regular expression by a call: run by everybody
  // who loads the file, even where nobody uses it.
  supported: { 'regexp-unicode-property-escapes': true },
  legalComments: 'none',
};

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
