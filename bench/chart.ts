import { type Figure, verdictOf } from './figure';

const WIDTH = 760;
const LEFT = 330;
const BAR = 330;
const ROW = 44;
const TOP = 64;

/** Colours that hold on white and on black; what is drawn in text follows the reader's scheme. */
const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .quiet { font-size: 11px; fill: #59636e }
  .rest { fill: #d1d9e0 }
  .ours { fill: #1f7a4d }
  .missed { fill: #b3541e }
  .floor { stroke: #1f2328; stroke-width: 2 }
  .goal { stroke: #59636e; stroke-width: 2; stroke-dasharray: 3 3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #f0f6fc }
    .quiet { fill: #9198a1 }
    .rest { fill: #3d444d }
    .ours { fill: #3fb950 }
    .missed { fill: #f0883e }
    .floor { stroke: #f0f6fc }
    .goal { stroke: #9198a1 }
  }`;

interface Bar {
  figure: Figure;
  share: number;
  floor: number | undefined;
  goal: number;
}

/** The figures that are held to a share of the naive way, as bars: the whole width is the naive way. */
export function chartOf(figures: readonly Figure[]): string {
  const bars = figures.flatMap(barOf);
  const height = TOP + bars.length * ROW + 16;
  const legend =
    'Bar: this project, orange where it misses the goal. Whole width: the naive way. Line: the floor. Dashes: the goal.';
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title description">
<title id="title">Measured against the naive way</title>
<desc id="description">${escaped(bars.map(({ figure, share }) => `${figure.figure}: ${percent(share)}`).join('; '))}</desc>
<style>${STYLE}
</style>
<text x="12" y="24" font-weight="600">Measured against a Function that requires twilio whole</text>
<text x="12" y="44" class="quiet">${legend}</text>
${bars.map((bar, index) => drawn(bar, TOP + index * ROW)).join('\n')}
</svg>
`;
}

function barOf(figure: Figure): Bar[] {
  const { naive, ours, floor, goal, ratio } = figure;
  if (naive === undefined || ratio === undefined || goal === undefined || goal.of === 'ours') return [];
  // Of calls per second more is better: what is drawn is the time that a call takes.
  if ('atLeast' in goal) {
    const time = { ...figure, figure: figure.figure.replace('calls per second', 'time per call') };
    return [{ figure: time, share: naive / ours, floor: floor && naive / floor, goal: 1 / goal.atLeast }];
  }
  return [{ figure, share: ratio, floor: floor && floor / naive, goal: goal.atMost }];
}

function drawn({ figure, share, floor, goal }: Bar, y: number): string {
  const x = (part: number) => (LEFT + BAR * Math.min(part, 1)).toFixed(1);
  const [what = '', ...more] = figure.figure.split(', ');
  const style = verdictOf(figure) === 'missed' ? 'missed' : 'ours';
  const line = (part: number, name: string) =>
    `<line class="${name}" x1="${x(part)}" x2="${x(part)}" y1="${y}" y2="${y + 26}"/>`;
  return [
    `<text x="12" y="${y + 12}">${escaped(what)}</text>`,
    `<text x="12" y="${y + 27}" class="quiet">${escaped(more.join(', '))}</text>`,
    `<rect class="rest" x="${LEFT}" y="${y + 4}" width="${BAR}" height="18" rx="3"/>`,
    `<rect class="${style}" x="${LEFT}" y="${y + 4}" width="${(BAR * Math.min(share, 1)).toFixed(1)}" height="18" rx="3"/>`,
    floor === undefined ? '' : line(floor, 'floor'),
    line(goal, 'goal'),
    `<text x="${LEFT + BAR + 12}" y="${y + 12}">${percent(share)}</text>`,
    `<text x="${LEFT + BAR + 12}" y="${y + 27}" class="quiet">goal ${percent(goal)}</text>`,
  ].join('\n');
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

function escaped(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
