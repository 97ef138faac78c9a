import { resolve } from 'node:path';

/**
 * The library reads the dates of a reservation with dayjs, 9 kB in each file, only for us to write them again. The
 * conformance suite holds the dates of an answer to TaskRouter's own.
 * @type {import('esbuild').Plugin}
 */
const withoutDayjs = {
  name: 'without-dayjs',
  setup(build) {
    build.onResolve({ filter: /^dayjs($|\/)/ }, () => ({ path: resolve('scripts/dates.cjs') }));
  },
};

/**
 * middy loads Node's web streams for answers that are streamed; none of ours is.
 * @type {import('esbuild').Plugin}
 */
const withoutStreaming = {
  name: 'without-streaming',
  setup(build) {
    build.onResolve({ filter: /^node:stream/ }, ({ path, importer }) =>
      /@middy[\\/]core/.test(importer) ? { path, namespace: 'without-streaming' } : undefined,
    );
    build.onLoad({ filter: /.*/, namespace: 'without-streaming' }, () => ({
      contents: 'export let Readable, ReadableStream, pipeline;',
    }));
  },
};

/** What packages bring that no bundle of ours has a use for. */
export const leftOut = [withoutDayjs, withoutStreaming];

/**
 * esbuild puts each CommonJS module into a function, and V8 reads a function twice: once to find its end, and again when
 * it is called. A function expression in parentheses it compiles at once (https://v8.dev/blog/preparser#pife), which
 * is right for these, since each is called while the file loads.
 * @param {string} bundle as esbuild writes it, not minified
 * @returns {string}
 */
export function compiledAtOnce(bundle) {
  let wrapped = 0;
  const code = bundle.replace(WRAPPER, (_, name, parameters, body) => {
    wrapped += 1;
    return `var ${name} = __commonJS((function(${parameters}) {${body}}));`;
  });
  if (wrapped !== (bundle.match(/= __commonJS\(\{/g) ?? []).length)
    throw new Error('esbuild wraps modules in another way now');
  const helped = code.replace('cb[__getOwnPropNames(cb)[0]]', 'cb');
  if (wrapped > 0 && helped === code) throw new Error('esbuild calls the modules it wraps in another way now');
  return helped;
}

const WRAPPER = /^var (\w+) = __commonJS\(\{\n {2}"[^"]+"\(([^)]*)\) \{([\s\S]*?)\n {2}\}\n\}\);$/gm;
