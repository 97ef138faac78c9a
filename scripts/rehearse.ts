import { existsSync, readFileSync } from 'node:fs';
import { build } from './build.mjs';
import { madeUpEnv, rehearsedEnv } from './deployed-env';
import { described, expected, inTemporary, rehearse, stage } from './rehearsal';
import { findings } from './rehearsal-rules';

// npm run rehearse: 0 when the deployment is fit, 1 when it is not, 2 when it could not be rehearsed.
try {
  await build();
  const env = existsSync('.env') ? readFileSync('.env', 'utf8') : madeUpEnv();
  const upload = await inTemporary((folder) => {
    stage(folder, 'dist', rehearsedEnv(env));
    return rehearse(folder, 'dev');
  });
  console.log(described(upload));
  if (!existsSync('.env')) console.log('There is no .env: the variables above are every one that could be deployed.\n');
  const found = findings(upload, expected());
  for (const finding of found) console.error(`  not fit: ${finding}`);
  console.log(found.length === 0 ? 'Fit to be deployed.' : '\nNot fit to be deployed.');
  process.exitCode = found.length === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
