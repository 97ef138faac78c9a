import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeArtefacts } from './artefacts';
import { measureCallsAtOnce, measureWarmCalls } from './calls';
import { makeCertificate } from './certificate';
import { chartOf } from './chart';
import { type Figure, goalInWords, verdictOf } from './figure';
import { measureGrowth } from './growth';
import { startStrictServer } from './server';
import { measureSizes, measureStarts } from './starts';
import { asMarkdown, asText } from './table';

const HELP = `usage: npm run bench [-- --quick]

Measures the naive way, ours and the floor in one run, prints a table, and writes bench/results.json, bench/chart.svg and
bench/README.md. Exits with 1 when a goal is missed by more than the noise of its measurement.

  --quick   five rounds instead of 25, and nothing is written`;

const ROUNDS = 25;
const QUICK_ROUNDS = 5;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) return console.log(HELP);
  const rounds = values.quick ? QUICK_ROUNDS : ROUNDS;
  const begun = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'reservation-functions-bench-'));
  const certificate = makeCertificate(folder);
  const server = await startStrictServer(certificate);
  try {
    const env = { NODE_EXTRA_CA_CERTS: certificate.file, TASKROUTER_URL: server.url, PLAIN_URL: server.plainUrl };
    const made = await makeArtefacts(folder);
    const figures = [
      ...(await step('fresh processes', () => measureStarts(made, folder, env, rounds))),
      ...measureSizes(made),
      ...(await step('warm calls', () => measureWarmCalls(made, env, rounds))),
      ...(await step('calls at once', () => measureCallsAtOnce(made, env, server))),
      ...(await step('the emulator', measureGrowth)),
    ];
    server.verify();
    console.log(`\n${asText(figures)}\n\n${inWords(figures)}`);
    console.log(`${((performance.now() - begun) / 1_000).toFixed(0)} s`);
    if (!values.quick) write(figures);
    if (figures.some((figure) => verdictOf(figure) === 'missed')) process.exitCode = 1;
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function step<Value>(title: string, measure: () => Promise<Value>): Promise<Value> {
  console.error(`measuring ${title} ...`);
  return measure();
}

function inWords(figures: readonly Figure[]): string {
  const verdicts = figures.map(verdictOf).filter((verdict) => verdict !== undefined);
  const met = verdicts.filter((verdict) => verdict === 'met').length;
  return `${met} of ${verdicts.length} goals met.`;
}

function write(figures: readonly Figure[]): void {
  const results = figures.map((figure) => ({
    figure: figure.figure,
    unit: figure.unit,
    naive: figure.naive ?? null,
    ours: figure.ours,
    floor: figure.floor ?? null,
    ratio: figure.ratio ?? null,
    goal: goalInWords(figure) || null,
    met: figure.goal ? verdictOf(figure) === 'met' : null,
  }));
  writeFileSync('bench/results.json', `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync('bench/chart.svg', chartOf(figures));
  writeFileSync('bench/README.md', page(figures));
}

function page(figures: readonly Figure[]): string {
  const held = figures.filter(({ goal }) => goal !== undefined);
  const others = figures.filter(({ goal }) => goal === undefined);
  const machine = `Node ${process.versions.node}, ${process.platform} on ${process.arch}, ${cpus().length} processors`;
  return `# Figures

\`npm run bench\` measured these and wrote this page; nothing here comes from anywhere else. ${machine}.
${inWords(figures)}

![Each figure as a share of the naive way](chart.svg)

*Naive* is a Function that does \`require('twilio')(…).taskrouter.v1…update()\`. The *floor* is a bare POST of the same bytes
with Node's own HTTP. Ratios are ours to naive, or to the floor where there is no naive side.

${asMarkdown(held)}

## What else was measured

${asMarkdown(others)}

## How

- What is measured is what \`npm run build\` makes, loaded from a folder with nothing around it, and it does all it does:
  it validates, answers and writes its log line. The naive Function does not.
- The sides take turns. A start is a fresh process, from before the file is loaded until it has answered; each figure is
  the median of ${ROUNDS} of them. The noise is half of the 95 % interval of the ratio, by bootstrap over the rounds.
- All speak TLS to one server on this machine with a certificate made for the run. It answers nothing but the right
  request: path, Basic auth and bytes. Every process is given the certificate by NODE_EXTRA_CA_CERTS.
- Lambda is a process that asks a Runtime API on this machine for its first event, through the tests' stand-in for AWS's
  own client.
- The emulator's figures are for one process per size.

## What was not

No request went to Twilio or AWS. A real network adds the same time to each side, which brings the ratios nearer to 1; how
fast TaskRouter answers is not in any figure. Without TLS is measured once, for comparison with the row above it.
`;
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
