import { cpus } from 'node:os';
import { CALLS, CALLS_AT_ONCE, GENERATIONS } from './calls';
import { type Figure, isMet, type Verdict, verdictOf } from './figure';
import type { Stage } from './stages';
import { asMarkdown, rounded, stagesAsMarkdown } from './table';

/** All that one run measured. */
export interface Run {
  figures: readonly Figure[];
  stages: readonly Stage[];
  /** How often each start was measured. */
  rounds: number;
}

/** What README.md says of a run. */
export function summaryOf(run: Run): string {
  const held = run.figures.filter(({ goal }) => goal !== undefined);
  return [`One run on ${machine()}: ${inWords(run)}`, asMarkdown(held), ...roomLeft(held)].join('\n\n');
}

/** `bench/README.md`: every figure of a run, where a start goes, and how it was measured. */
export function page(run: Run): string {
  const { figures, stages, rounds } = run;
  return `# Figures

\`npm run bench\` wrote this page, and measured every figure on it.

${summaryOf(run)}

![The ratios to the naive way](chart.svg)

*Naive* is a Function that does \`require('twilio')(…).taskrouter.v1…update()\`. The *floor* is a bare POST of the same bytes
with Node's own HTTP; of the emulator, it is the emulator holding a thousand reservations. Ratios are ours to naive, or to the
floor where there is no naive side. *Load and first answer* is that of a process in which nothing has loaded the library,
unless the row says that the platform has, as Twilio's local runtime does. Which of them Twilio's own platform is, we do not
know.

## Where a start goes

The figure *load and first answer*, stage by stage, in milliseconds: medians of ${rounds} processes each, and the sum of these.

${stagesAsMarkdown(stages)}

A difference below 0 is work that falls into another stage on the other side. What a start pays over the floor is paid once:
part of it is V8 compiling the file, and each function when it is first called; the rest is code that runs for the first
time, from the library's reservation to validation, the rules of repetition and the reply. The log line is Node opening its
standard output.

Done about it: the library's client, its dates, middy's streams and the parameters' descriptions stay out of the files; modules
in CommonJS are compiled when they are read, rather than read twice; on Lambda, time is told without \`performance\`, which Node
would load for it.

Tried, with little or no gain, and left: compiling the functions of an answer while the file loads (the load then costs what
the call saves); turning the library's CommonJS modules into ES modules; making the HTTP agents on first use; leaving out
what TwiML does not need of its XML writer. Not done: updating without the library's own reservation, since to go through it
is what this project is for; shipping what V8 made of a file, which no other version of Node takes.

## What else was measured

${asMarkdown(figures.filter(({ goal }) => goal === undefined))}

*At once* means so many calls at a time in one process, against one cached naive client.

## How

- What is measured is what \`npm run build\` makes, loaded from a folder with nothing around it, and it does all it does:
  it validates, answers and writes its log line. The naive Function does not.
- The sides take turns; who begins and who follows whom changes with the round. A start is a fresh process, from before the
  file is loaded until it has answered; each figure is the median of ${rounds} of them.
- The noise, after ±, is half of the 95 % interval of the ratio, by bootstrap over the rounds of this run. Two runs can differ by
  more.
- All speak TLS to one server on this machine with a certificate made for the run. It answers nothing but the right
  request: path, Basic auth and bytes. Every process is given the certificate by NODE_EXTRA_CA_CERTS.
- With that variable, Node 20 reads its own long list of certificates before anything else, so before the clock of a start
  begins. Without it, that comes with the first connection, in every Function alike; the row *with Node's own list of
  certificates* is so, with a certificate that is not checked.
- Lambda is a process that asks a Runtime API on this machine for its first event, through the tests' stand-in for AWS's
  own client. Its clock begins with the process, and holds the start of Node and that list.
- The size is that of the largest file of its kind; the naive one is bundled and minified by esbuild, with its library.
- Warm calls come in bursts of ${CALLS} a side, one after the other, and their rounds are the medians of ${GENERATIONS} processes
  each. Those at once come in bursts of ${CALLS_AT_ONCE}, in one process a side.
- The emulator's figures are for one process per size.

## What was not

No request went to Twilio or AWS. A real network adds the same time to each side, which brings the ratios nearer to 1; how
fast TaskRouter answers is not in any figure.
`;
}

/** How many goals are met. */
export function inWords({ figures }: Run): string {
  const verdicts = figures.map(verdictOf).filter((verdict) => verdict !== undefined);
  const count = (...wanted: Verdict[]) => verdicts.filter((verdict) => wanted.includes(verdict)).length;
  const open = count('barely', 'nearly');
  const met = `${count('met', 'barely')} of ${verdicts.length} goals met`;
  return open === 0 ? `${met}.` : `${met}; the noise leaves ${open} of the ${verdicts.length} open.`;
}

function machine(): string {
  return `Node ${process.versions.node}, ${process.platform} on ${process.arch}, ${cpus().length} processors`;
}

/** Of each goal that is missed, what the floor leaves; nothing where none is. */
function roomLeft(figures: readonly Figure[]): string[] {
  const lines = figures.flatMap((figure) => {
    const { naive, ours, floor, unit, goal } = figure;
    if (naive === undefined || floor === undefined || isMet(figure)) return [];
    if (goal === undefined || !('atMost' in goal) || goal.of === 'ours') return [];
    const allowed = goal.atMost * naive;
    const left = allowed - floor;
    const over = `${rounded(ours - floor)} ${unit}`;
    const room =
      left > 0
        ? `leaves ${rounded(left)} ${unit} over the floor, and ours takes ${over}`
        : `lies ${rounded(-left)} ${unit} below the floor, out of reach of anything that sends the request; ours takes ${over} over it`;
    return `- *${figure.figure}*: the goal, ${rounded(allowed)} ${unit} here, ${room}.`;
  });
  return lines.length === 0 ? [] : [`Of the goals missed:\n\n${lines.join('\n')}`];
}
