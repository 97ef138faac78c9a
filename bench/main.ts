import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeArtefacts } from './artefacts';
import { measureCallsAtOnce, measureWarmCalls } from './calls';
import { makeCertificate } from './certificate';
import { chartOf } from './chart';
import { type Figure, goalInWords, isMet, verdictOf } from './figure';
import { measureGrowth } from './growth';
import { inWords, page, type Run, summaryOf } from './page';
import { startStrictServer } from './server';
import { measureStages } from './stages';
import { measureSizes, measureStarts } from './starts';
import { asText, stagesAsText } from './table';

const HELP = `usage: npm run bench [-- --quick]

Measures the naive way, ours and the floor in one run of two to three minutes, on the Node that it is run by, prints a table,
and writes bench/results.json, bench/chart.svg, bench/README.md and the summary in README.md. Needs the openssl command.
Exits with 1 when a goal is missed by more than the noise of its measurement, and with 2 when it could not measure.

  --quick   five rounds instead of 25, and nothing is written`;

const ROUNDS = 25;
const QUICK_ROUNDS = 5;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { quick: { type: 'boolean' }, help: { type: 'boolean' } } });
  if (values.help) return console.log(HELP);
  const begun = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'reservation-functions-bench-'));
  try {
    const run = await measure(folder, values.quick ? QUICK_ROUNDS : ROUNDS);
    const { figures, stages } = run;
    console.log(`\n${asText(figures)}\n\n${stagesAsText(stages)}\n\n${inWords(run)}`);
    console.log(`${((performance.now() - begun) / 1_000).toFixed(0)} s`);
    if (!values.quick) write(run);
    if (figures.some((figure) => verdictOf(figure) === 'missed')) process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(folder: string, rounds: number): Promise<Run> {
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
    return { figures, stages, rounds };
  } finally {
    server.close();
  }
}

async function step<Value>(title: string, measure: () => Promise<Value>): Promise<Value> {
  console.error(`measuring ${title} ...`);
  return measure();
}

function write(run: Run): void {
  const ofStages = run.stages.map((stage): Figure => ({ ...stage, figure: `a start: ${stage.stage}`, unit: 'ms' }));
  const results = [...run.figures, ...ofStages].map((figure) => ({
    figure: figure.figure,
    unit: figure.unit,
    naive: figure.naive ?? null,
    ours: figure.ours,
    floor: figure.floor ?? null,
    ratio: figure.ratio ?? null,
    noise: figure.noise ?? null,
    goal: goalInWords(figure) || null,
    met: figure.goal ? isMet(figure) : null,
  }));
  writeFileSync('bench/results.json', `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync('bench/chart.svg', chartOf(run.figures));
  writeFileSync('bench/README.md', page(run));
  const readme = readFileSync('README.md', 'utf8');
  const summary = summaryOf(run);
  writeFileSync(
    'README.md',
    readme.replace(PLACE_IN_README, (_, before, after) => `${before}${summary}\n${after}`),
  );
}

const PLACE_IN_README = /(<!-- figures -->\n)[\s\S]*?(<!-- \/figures -->)/;

main().catch((error) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 2;
});
