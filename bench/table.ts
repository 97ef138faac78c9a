import { type Figure, goalInWords, type Verdict, verdictOf } from './figure';
import type { Stage } from './stages';

const HEAD = ['', 'naive', 'ours', 'floor', 'ratio', 'goal', ''];
const MARKS = {
  met: 'met',
  barely: 'met, within noise',
  nearly: 'missed, within noise',
  missed: 'missed',
} as const satisfies Record<Verdict, string>;
const STAGES_HEAD = ['', 'naive', 'ours', 'floor', 'ours, over the floor'];

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

/** The stages of a start in milliseconds, and what they come to. */
function rowsOfStages(stages: readonly Stage[]): string[][] {
  // A part of another stage has no naive side, whose code is in many files.
  const whole = stages.filter(({ naive }) => naive !== undefined);
  const sum = (side: 'naive' | 'ours' | 'floor') => whole.reduce((total, stage) => total + (stage[side] ?? 0), 0);
  const together = { stage: 'together', naive: sum('naive'), ours: sum('ours'), floor: sum('floor') };
  return [...stages, together].map(({ stage, naive, ours, floor }) => [
    stage,
    ...[naive, ours, floor, ours - floor].map((value) => value?.toFixed(2).replace('-0.00', '0.00') ?? ''),
  ]);
}

export function asMarkdown(figures: readonly Figure[]): string {
  return markdown([HEAD, ...rowsOf(figures)]);
}

export function stagesAsMarkdown(stages: readonly Stage[]): string {
  return markdown([STAGES_HEAD, ...rowsOfStages(stages)]);
}

export function asText(figures: readonly Figure[]): string {
  return aligned([HEAD, ...rowsOf(figures)]);
}

export function stagesAsText(stages: readonly Stage[]): string {
  return aligned([STAGES_HEAD, ...rowsOfStages(stages)]);
}

function markdown([head = [], ...rows]: string[][]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function aligned(rows: string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
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
export function rounded(value: number): string {
  if (value >= 100) return value.toFixed(0);
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
