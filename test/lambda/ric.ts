import { execFileSync } from 'node:child_process';

// Imported before a suite, it puts AWS's own runtime interface client in the stand-in's place.
process.env.LAMBDA_RUNTIME_CLIENT = execFileSync(process.execPath, ['scripts/lambda-ric.mjs'], {
  encoding: 'utf8',
}).trim();
