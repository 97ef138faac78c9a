import type { RequestEntry } from '../../emulator/journal';
import type { ReservationStatus } from '../../taskrouter/parameters';
import type { Asked, Plan } from './plan';
import type { Evidence } from './world';

/** What the journals hold of one request. */
export interface Traces {
  /** Its updates; undefined where other requests of the plan ask the same of the same reservation. */
  updates: RequestEntry[] | undefined;
  /** Phone calls placed for it. */
  calls: number;
  /** The reservation's status in the end; undefined where there is no such reservation. */
  final: ReservationStatus | undefined;
}

/** Finds the traces of each request of the plan. Instructions carry its number, changes of status do not. */
export function tracing({ jobs }: Pick<Plan, 'jobs'>, { requests, calls, finals }: Evidence): (asked: Asked) => Traces {
  const updates = requests.filter(({ method }) => method === 'POST');
  const byNumber = grouped(updates, ({ fields }) =>
    numberIn(fields.CallTo ?? fields.DequeueTo ?? fields.To ?? fields.RedirectUrl),
  );
  const byTarget = grouped(updates, ({ path, fields }) => `${path.split('/').at(-1)} ${fields.ReservationStatus}`);
  const callsByNumber = grouped(calls, ({ to }) => numberIn(to));
  const askers = grouped(
    jobs.flat().filter(({ nowhere }) => !nowhere),
    targetKey,
  );

  const updatesOf = (asked: Asked) => {
    if ('gives' in asked.wish) return byNumber.get(String(asked.n)) ?? [];
    if ('reads' in asked.wish || asked.nowhere) return [];
    const key = targetKey(asked);
    return askers.get(key)?.length === 1 ? (byTarget.get(key) ?? []) : undefined;
  };
  return (asked) => ({
    updates: updatesOf(asked),
    calls: callsByNumber.get(String(asked.n))?.length ?? 0,
    final: finals.get(asked.ReservationSid),
  });
}

function targetKey({ ReservationSid, wish }: Asked): string {
  return `${ReservationSid} ${'sets' in wish ? wish.sets : ''}`;
}

function numberIn(mark: string | string[] | undefined): string | undefined {
  return /(?:^client:n|\?n=)(\d+)$/.exec(String(mark))?.[1];
}

function grouped<Item>(items: Item[], key: (item: Item) => string | undefined): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = key(item);
    if (name === undefined) continue;
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}
