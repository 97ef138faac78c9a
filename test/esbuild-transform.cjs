const { transformSync } = require('esbuild');

// Jest's door to TypeScript. It does not hoist jest.mock, and nothing here mocks a module of ours.
module.exports = {
  /**
   * @param {string} source
   * @param {string} path
   */
  process: (source, path) => {
    const { code, map } = transformSync(source, {
      loader: path.endsWith('ts') ? 'ts' : 'js',
      format: 'cjs',
      target: 'node20',
      // Jest runs no import() without a flag of Node's; as a require it does.
      supported: { 'dynamic-import': false },
      sourcemap: true,
      sourcefile: path,
    });
    return { code, map };
  },
};
