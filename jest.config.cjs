/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: 'node',
  globalSetup: '<rootDir>/test/global-setup.mjs',
  globalTeardown: '<rootDir>/test/global-teardown.mjs',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  transform: { '\\.[cm]?[jt]s$': '<rootDir>/test/esbuild-transform.cjs' },
  // @middy/* and jose are published as ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!@middy/|jose/)'],
  reporters: ['default', '<rootDir>/test/closing-line.cjs'],
  testTimeout: 30_000,
};
