/** Mutation testing, by hand: `npm run mutants`. In process and from source, so that a mutant is what the tests meet. */
export default {
  mutate: [
    'taskrouter/retry.ts',
    'taskrouter/verdict.ts',
    'taskrouter/execution.ts',
    'taskrouter/failure.ts',
    'wire/deadline.ts',
    'webhooks/input.ts',
    'webhooks/value.ts',
    'webhooks/manner.ts',
    'webhooks/answer.ts',
  ],
  testRunner: 'jest',
  jest: { configFile: 'jest.mutants.config.cjs' },
  // It would rewrite tsconfig.json with an API that TypeScript 7 does not have; the tests do not read that file.
  tsconfigFile: 'tsconfig.none.json',
  coverageAnalysis: 'perTest',
  ignorePatterns: ['dist', 'emulator/**/*.md', 'docs', 'bench'],
  ignoreStatic: true,
  concurrency: 2,
  timeoutMS: 20_000,
  reporters: ['clear-text', 'progress'],
  clearTextReporter: { allowColor: false, reportTests: false },
  tempDirName: '.stryker-tmp',
};
