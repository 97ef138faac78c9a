import { parseArgs } from 'node:util';
import { build } from '../../scripts/build.mjs';
import { defaults, ours, repeating } from './policies';
import { storm } from './storm';
import { COLUMNS, count, described, retold, table } from './table';
import { RATE } from './weather';

// npm run storm [-- --seed N --requests N]
const options = { seed: { type: 'string' }, requests: { type: 'string' } } as const;
// Not strict: an option that it does not know is answered by the usage, as a wrong number is.
const { values, positionals } = parseArgs({ options, strict: false });
const seed = Number(values.seed ?? 1);
const requests = Number(values.requests ?? 1_000);
const known = Object.keys(values).every((name) => name in options) && positionals.length === 0;
if (!known || !Number.isInteger(seed) || !Number.isInteger(requests) || requests < 1) {
  console.error('usage: npm run storm -- [--seed N] [--requests N]');
  process.exit(2);
}

await build();
console.log(
  `${requests} requests, seed ${seed}, 25 clients at once; ${RATE * 100} % of all REST requests meet a fault.\n` +
    'Taken against the emulator of this repository, not against Twilio: the faults are ours.\n',
);
const first = await storm(ours, { seed, requests });
const others = await Promise.all([defaults, repeating].map((policy) => storm(policy, { seed, requests })));
console.log(table([first, ...others]));

for (const open of first.decidable.unknown) console.log(`unknown, and a read decides it: ${retold(open)}`);
for (const finding of first.findings) console.error(described(finding));
for (const complaint of first.complaints) console.error(complaint);
const wrong = Object.values(COLUMNS).some((column) => count(first.findings, column) > 0);
if (wrong || first.findings.length > 0 || first.complaints.length > 0) process.exitCode = 1;
