import { parseArgs } from 'node:util';
import { checkDeployment } from './deployment-check';
import { localSettings } from './settings';

const USAGE = `usage: npm run check -- --url https://...

Asks the deployment at --url for a reservation that cannot exist, once unsigned and once signed with AUTH_TOKEN, and
says what is right and what is wrong with it. Nothing is changed. Exit code 0: all is right; 1: something is not.`;

try {
  const { url } = parseArgs({ options: { url: { type: 'string' } } }).values;
  const home = URL.canParse(url ?? '') ? new URL(url ?? '') : undefined;
  if (!home || !/^https?:$/.test(home.protocol)) throw new Error(USAGE);
  const findings = await checkDeployment(home.href.replace(/\/+$/, ''), localSettings());
  for (const { right, says } of findings) console.log(`${right ? 'right' : 'WRONG'}  ${says}`);
  process.exitCode = findings.every(({ right }) => right) ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
}
