import type { Examined, Finding, Wrong } from './judge';
import type { Weathered } from './storm';

/** The columns that a caller's trust hangs on; ours must show zeros. */
export const COLUMNS: Record<string, Wrong> = {
  'double calls': 'double call',
  'double instructions': 'double instruction',
  'false successes': 'false success',
  'false failures': 'false failure',
  'late answers': 'late answer',
};

export function count(findings: Finding[], wrong: Wrong): number {
  return findings.filter((finding) => finding.wrong === wrong).length;
}

/** Policies side by side, then the outcomes of each. */
export function table(results: Weathered[]): string {
  const rows = [
    ['', ...Object.keys(COLUMNS)],
    ...results.map(({ policy, findings }) => [
      policy,
      ...Object.values(COLUMNS).map((wrong) => String(count(findings, wrong))),
    ]),
  ];
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0))).join('  '),
  );
  return [...lines, '', ...results.map(outcomes)].join('\n');
}

function outcomes({ policy, answers, decidable: { all, unknown } }: Weathered): string {
  const counts = new Map<string, number>();
  for (const { outcome } of answers) counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
  const sorted = [...counts].sort(([, a], [, b]) => b - a).map(([outcome, times]) => `${outcome} ${times}`);
  const open = counts.has('unknown') ? `; of ${all} that a read decides, ${unknown.length} unknown` : '';
  return `${policy}: ${sorted.join(', ')}${open}`;
}

/** One finding for a person to follow up. */
export function described(finding: Finding): string {
  return `${finding.wrong}: ${retold(finding)}`;
}

/** The request, the answer, and what the journal holds of it. */
export function retold({ answered: { asked, outcome, ms }, traces }: Examined): string {
  const updates = (traces.updates ?? []).map(
    ({ status, acted, fault }) => `${status}${acted ? ' acted' : ''}${fault ? ` ${JSON.stringify(fault)}` : ''}`,
  );
  return (
    `n=${asked.n} ${asked.action}${asked.nowhere ? ' (nowhere)' : ''} answered ${outcome} ` +
    `in ${Math.round(ms)} ms; updates [${updates.join('; ')}], calls ${traces.calls}, finally ${traces.final}`
  );
}
