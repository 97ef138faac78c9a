import { OrderedIndex } from './ordered-index';

export interface Placed {
  seq: number;
}
export type List<T extends Placed> = OrderedIndex<Placed, T>;
export const newList = <T extends Placed>(): List<T> => new OrderedIndex<Placed, T>((a, b) => a.seq - b.seq);

/** Resources of one kind, by SID and in the order they were made. */
export class Table<T extends Placed & { sid: string }> {
  readonly list = newList<T>();
  private readonly bySid = new Map<string, T>();

  get(sid: string): T | undefined {
    return this.bySid.get(sid);
  }

  add(item: T): void {
    this.bySid.set(item.sid, item);
    this.list.add(item);
  }

  remove(item: T): void {
    this.bySid.delete(item.sid);
    this.list.remove(item);
  }

  all(): T[] {
    return [...this.bySid.values()];
  }
}

/** Lists by a key made of strings; an empty list costs nothing. */
export class Lists<T extends Placed> {
  private readonly byKey = new Map<string, List<T>>();

  of(...key: string[]): List<T> {
    return this.byKey.get(key.join(' ')) ?? newList();
  }

  add(item: T, ...key: string[]): void {
    const joined = key.join(' ');
    const list = this.byKey.get(joined) ?? newList<T>();
    list.add(item);
    this.byKey.set(joined, list);
  }

  remove(item: T, ...key: string[]): void {
    const joined = key.join(' ');
    const list = this.byKey.get(joined);
    list?.remove(item);
    if (list?.size === 0) this.byKey.delete(joined);
  }
}
