import { cpus } from 'node:os';
import { type Figure, verdictOf } from './figure';
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
  return `One run on ${machine()}: ${inWords(run)}

${asMarkdown(held)}

${roomLeft(held)}`;
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
floor where there is no naive side. The first row is a process in which nothing has loaded the library; the second is one in
which the platform has, as Twilio's local runtime does. Which of them Twilio's own platform is, we do not know.

## Where a start goes

The figure *load and first answer*, stage by stage, in milliseconds: medians of ${rounds} processes each, and the sum of these.

${stagesAsMarkdown(stages)}

A difference below 0 is work that falls into another stage on the other side, such as the first garbage collection.
What a start pays over the floor is paid once: it is code that is read, compiled and run for the first time. V8 compiles the
file, and then each function that an answer needs when it is first called: the library's client and reservation, validation,
the rules of repetition, the reply. So a start goes by the size of the file, and by how much of it one answer needs.

Done about it: the library's client, its dates, middy's streams and the parameters' descriptions stay out of the files;
modules in CommonJS are compiled when they are read, rather than read twice; time is told without \`performance\`, which Node
loads when it is first used.

Tried, with little or no gain, and left: compiling the functions of an answer while the file loads (the load then costs what
the call saves); turning the library's CommonJS modules into ES modules; replacing \`os\`, \`url\` and \`util\`, which the library
loads, by a few lines; making the HTTP agents on first use. Not done: updating without the library's own reservation, since
to go through it is what this project is for.

## What else was measured

${asMarkdown(figures.filter(({ goal }) => goal === undefined))}

*At once* means so many calls at a time in one process, against one cached naive client; sockets are those of the whole
process, its warm-up included.

## How

- What is measured is what \`npm run build\` makes, loaded from a folder with nothing around it, and it does all it does:
  it validates, answers and writes its log line. The naive Function does not.
- The sides take turns, and who begins changes with the round. A start is a fresh process, from before the file is loaded
  until it has answered; each figure is the median of ${rounds} of them.
- The noise, after ±, is half of the 95 % interval of the ratio, by bootstrap over the rounds of this run. Two runs can differ by
  more.
- All speak TLS to one server on this machine with a certificate made for the run. It answers nothing but the right
  request: path, Basic auth and bytes. Every process is given the certificate by NODE_EXTRA_CA_CERTS.
- The size is that of the largest file of its kind, and the naive one's with its library, bundled in the same way.
- Lambda is a process that asks a Runtime API on this machine for its first event, through the tests' stand-in for AWS's
  own client. It is the one figure that holds the start of Node itself, the same on each side; with NODE_EXTRA_CA_CERTS set,
  Node 20 reads its whole list of certificates then, which it would otherwise do for the first connection.
- Warm calls come in bursts of 200 a side, one after the other, in several processes each; those at once in bursts of 1000.
- The emulator's figures are for one process per size.

## What was not

No request went to Twilio or AWS. A real network adds the same time to each side, which brings the ratios nearer to 1; how
fast TaskRouter answers is not in any figure. One figure is without TLS, beside its like with TLS in the first table.
`;
}

/** How many goals are met. */
export function inWords({ figures }: Run): string {
  const verdicts = figures.map(verdictOf).filter((verdict) => verdict !== undefined);
  const nearly = verdicts.filter((verdict) => verdict === 'nearly').length;
  const met = verdicts.filter((verdict) => verdict === 'met').length;
  return `${met} of ${verdicts.length} goals met${nearly === 0 ? '' : `, ${nearly} missed within the noise`}.`;
}

function machine(): string {
  return `Node ${process.versions.node}, ${process.platform} on ${process.arch}, ${cpus().length} processors`;
}

/** Of each goal that is missed, what the floor leaves. */
function roomLeft(figures: readonly Figure[]): string {
  const lines = figures.flatMap((figure) => {
    const { naive, ours, floor, unit, goal } = figure;
    const verdict = verdictOf(figure);
    if (verdict === undefined || verdict === 'met' || naive === undefined || floor === undefined) return [];
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
  return lines.length === 0
    ? 'No goal is missed that the floor could explain.'
    : `Of the goals missed:\n\n${lines.join('\n')}`;
}
