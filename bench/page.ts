import { cpus } from 'node:os';
import { type Figure, verdictOf } from './figure';
import type { Stage } from './stages';
import { asMarkdown, rounded, stagesAsMarkdown } from './table';

/** `bench/README.md`: every figure of one run, and how it was measured. */
export function page(figures: readonly Figure[], stages: readonly Stage[], rounds: number): string {
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

## Where a start goes

The figure *load and first answer*, stage by stage, in milliseconds; medians of ${rounds} processes each.

${stagesAsMarkdown(stages)}

What we pay over the floor is V8 reading code for the first time: once to find where each function of the file ends, once
more for each that is called. So it goes by the size of the file, and by how much of it one answer needs: the library's own
client and reservation, validation, the rules of repetition, the reply.

${wayOf(held)}

Done about it: the library's HTTP client, its dates, middy's streams and the parameters' descriptions stay out of the files;
modules in CommonJS are compiled when they are read, not read twice; the clock is one that Node has at hand. Tried, with
little or no gain, and left: the functions of an answer compiled in advance (what the call saves, loading costs); the
library's modules turned into modules of the language; \`os\`, \`url\` and \`util\` answered by ourselves; an agent made when it is
wanted. Not done: to update without the library's own reservation, which is what this project is for.

## What else was measured

${asMarkdown(others)}

## How

- What is measured is what \`npm run build\` makes, loaded from a folder with nothing around it, and it does all it does:
  it validates, answers and writes its log line. The naive Function does not.
- The sides take turns, and who begins changes with the round. A start is a fresh process, from before the file is loaded
  until it has answered; each figure is the median of ${rounds} of them. The noise is half of the 95 % interval of the ratio, by
  bootstrap over the rounds.
- All speak TLS to one server on this machine with a certificate made for the run. It answers nothing but the right
  request: path, Basic auth and bytes. Every process is given the certificate by NODE_EXTRA_CA_CERTS.
- Lambda is a process that asks a Runtime API on this machine for its first event, through the tests' stand-in for AWS's
  own client. It is the one figure that holds the start of Node itself, the same for each side. Node 20 reads its own list
  of certificates meanwhile, since NODE_EXTRA_CA_CERTS is set; without that it would with the first request.
- Warm calls come in bursts of 200 a side, one after the other; those at once in bursts of 1000.
- The emulator's figures are for one process per size.

## What was not

No request went to Twilio or AWS. A real network adds the same time to each side, which brings the ratios nearer to 1; how
fast TaskRouter answers is not in any figure. Without TLS is measured once, for comparison with the row above it.
`;
}

/** How many goals are met. */
export function inWords(figures: readonly Figure[]): string {
  const verdicts = figures.map(verdictOf).filter((verdict) => verdict !== undefined);
  const met = verdicts.filter((verdict) => verdict === 'met').length;
  return `${met} of ${verdicts.length} goals met.`;
}

/** For each goal that is missed, what the floor leaves of it. */
function wayOf(figures: readonly Figure[]): string {
  const lines = figures.flatMap((figure) => {
    const { naive, ours, floor, unit, goal } = figure;
    const verdict = verdictOf(figure);
    if (verdict === undefined || verdict === 'met' || naive === undefined || floor === undefined) return [];
    if (goal === undefined || !('atMost' in goal) || goal.of === 'ours') return [];
    const allowed = goal.atMost * naive;
    const left = allowed - floor;
    const room =
      left > 0
        ? `leaves ${rounded(left)} ${unit} over the floor; ours takes ${rounded(ours - floor)} ${unit}`
        : `lies ${rounded(-left)} ${unit} below the floor, which nothing that sends the request can reach; ours takes ${rounded(ours - floor)} ${unit} over it`;
    return `- *${figure.figure}*: the goal, ${rounded(allowed)} ${unit} here, ${room}.`;
  });
  return lines.length === 0 ? 'No goal is missed.' : `Of the goals that are missed:\n\n${lines.join('\n')}`;
}
