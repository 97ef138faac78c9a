import { Problem } from './problem';
import type { Answer, Ask } from './resource';
import type { List } from './tables';

const DEFAULT_SIZE = 50;
const LARGEST_SIZE = 1000;

/**
 * One page of a list, with URLs to its neighbours. A page token names the place where a page begins or ends (`PA` after,
 * `PB` before), so that a page costs the same anywhere in the list and nothing is skipped or repeated while it changes.
 */
export function page<T extends { seq: number }>(
  ask: Ask,
  key: string,
  list: List<T>,
  render: (item: T) => object,
  keep: (item: T) => boolean = () => true,
): Answer {
  const size = Math.max(1, Math.min(LARGEST_SIZE, ask.fields.integer('PageSize') ?? DEFAULT_SIZE));
  const number = ask.fields.integer('Page') ?? 0;
  const token = ask.fields.filled('PageToken');
  const [, way, place] = /^P([AB])(\d+)$/.exec(token ?? 'PA0') ?? [];
  if (place === undefined) throw new Problem(400, 20001, 'Invalid PageToken');
  if (number > 0 && token === undefined) {
    throw new Problem(400, 40153, 'Absolute paging is not supported; use the PageToken of next_page_url');
  }

  const probe = { seq: Number(place) };
  // One more than fits tells whether there is another page.
  const found: T[] = [];
  for (const item of way === 'A' ? list.after(probe) : list.before(probe)) {
    if (keep(item)) found.push(item);
    if (found.length > size) break;
  }
  const more = found.length > size;
  const items = found.slice(0, size);
  if (way === 'B') items.reverse();
  const first = items[0];
  const last = items.at(-1);
  const hasPrevious = first !== undefined && (way === 'A' ? number > 0 : more);
  const hasNext = last !== undefined && (way === 'A' ? more : true);

  const url = (page: number, pageToken?: string) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(ask.fields.toJSON())) {
      if (!['Page', 'PageSize', 'PageToken'].includes(name)) for (const one of [value].flat()) query.append(name, one);
    }
    query.set('PageSize', String(size));
    query.set('Page', String(page));
    if (pageToken) query.set('PageToken', pageToken);
    return `${ask.base}${ask.path}?${query}`;
  };
  const body = {
    meta: {
      page: number,
      page_size: size,
      first_page_url: url(0),
      previous_page_url: hasPrevious ? url(Math.max(0, number - 1), `PB${first.seq}`) : null,
      url: url(number, token),
      next_page_url: hasNext ? url(number + 1, `PA${last.seq}`) : null,
      key,
    },
    [key]: items.map(render),
  };
  return { body: () => body };
}
