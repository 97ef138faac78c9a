import { type Figure, goalInWords, verdictOf } from './figure';

const HEAD = ['', 'naive', 'ours', 'floor', 'ratio', 'goal', ''];
const MARKS = { met: 'met', nearly: 'missed, within noise', missed: 'missed' } as const;

/** Every figure as one row of cells. */
function rowsOf(figures: readonly Figure[]): string[][] {
  return figures.map((figure) => {
    const { naive, ours, floor, unit, ratio, noise } = figure;
    const verdict = verdictOf(figure);
    return [
      figure.figure,
      ...[naive, ours, floor].map((value) => (value === undefined ? '' : `${rounded(value)} ${unit}`)),
      ratio === undefined ? '' : `${ratio.toFixed(2)}${noise === undefined ? '' : ` ± ${noise.toFixed(2)}`}`,
      goalInWords(figure),
      verdict === undefined ? '' : MARKS[verdict],
    ];
  });
}

export function asMarkdown(figures: readonly Figure[]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`;
  return [line(HEAD), line(HEAD.map(() => '---')), ...rowsOf(figures).map(line)].join('\n');
}

export function asText(figures: readonly Figure[]): string {
  const rows = [HEAD, ...rowsOf(figures)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Three digits that count. */
function rounded(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
