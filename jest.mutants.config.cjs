/** The tests that meet the sources themselves rather than bundles of them. */
module.exports = {
  ...require('./jest.config.cjs'),
  globalSetup: undefined,
  globalTeardown: undefined,
  testMatch: ['retry', 'execution', 'failure', 'input', 'answer', 'actions'].map(
    (name) => `<rootDir>/test/${name}.test.ts`,
  ),
  reporters: ['default'],
};
