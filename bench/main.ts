import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeArtefacts } from './artefacts';
import { measureCallsAtOnce, measureWarmCalls } from './calls';
import { makeCertificate } from './certificate';
import { chartOf } from './chart';
import { type Figure, goalInWords, verdictOf } from './figure';
import { measureGrowth } from './growth';
import { inWords, page } from './page';
import { startStrictServer } from './server';
import { measureStages, type Stage } from './stages';
import { measureSizes, measureStarts } from './starts';
import { asMarkdown, asText, stagesAsText } from './table';

const HELP = `usage: npm run bench [-- --quick]

Measures the naive way, ours and the floor in one run, prints a table, and writes bench/results.json, bench/chart.svg,
bench/README.md and the table in README.md. Exits with 1 when a goal is missed by more than the noise of its measurement.

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
    const stages = await step('the stages of a start', () => measureStages(made, env, rounds));
    server.verify();
    console.log(`\n${asText(figures)}\n\n${stagesAsText(stages)}\n\n${inWords(figures)}`);
    console.log(`${((performance.now() - begun) / 1_000).toFixed(0)} s`);
    if (!values.quick) write(figures, stages);
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

function write(figures: readonly Figure[], stages: readonly Stage[]): void {
  const ofStages = stages.map((stage): Figure => ({ ...stage, figure: `a start: ${stage.stage}`, unit: 'ms' }));
  const results = [...figures, ...ofStages].map((figure) => ({
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
  writeFileSync('bench/README.md', page(figures, stages, ROUNDS));
  const readme = readFileSync('README.md', 'utf8');
  const table = asMarkdown(figures.filter(({ goal }) => goal !== undefined));
  writeFileSync(
    'README.md',
    readme.replace(PLACE_IN_README, (_, before, after) => `${before}${table}\n${after}`),
  );
}

const PLACE_IN_README = /(<!-- figures -->\n)[\s\S]*?(<!-- \/figures -->)/;

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
