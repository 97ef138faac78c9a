const CHUNK = 512;

/**
 * Items kept in the order of `compare`, which reads only what a probe `P` holds. Adding, removing and seeking cost the
 * same with a hundred thousand items as with a thousand: they touch one chunk. Change what `compare` reads only while
 * the item is out of the index.
 */
export class OrderedIndex<P, T extends P> {
  private chunks: T[][] = [];
  size = 0;

  constructor(private readonly compare: (a: P, b: P) => number) {}

  add(item: T): void {
    this.size += 1;
    const at = this.chunkOf(item);
    const chunk = this.chunks[at];
    if (!chunk) {
      this.chunks.push([item]);
      return;
    }
    chunk.splice(this.place(chunk, item), 0, item);
    if (chunk.length > CHUNK) this.chunks.splice(at + 1, 0, chunk.splice(CHUNK / 2));
  }

  remove(item: T): void {
    const at = this.chunkOf(item);
    const chunk = this.chunks[at];
    if (!chunk) return;
    const place = this.place(chunk, item);
    if (chunk[place] !== item) return;
    chunk.splice(place, 1);
    this.size -= 1;
    if (chunk.length === 0) this.chunks.splice(at, 1);
  }

  first(): T | undefined {
    return this.chunks[0]?.[0];
  }

  /** What follows the probe, in order; everything without one. */
  *after(probe?: P): Generator<T> {
    let at = probe === undefined ? 0 : this.chunkOf(probe);
    const chunk = this.chunks[at];
    if (!chunk) return;
    let place = probe === undefined ? 0 : this.place(chunk, probe);
    for (; at < this.chunks.length; at += 1, place = 0) {
      for (const item of (this.chunks[at] ?? []).slice(place)) {
        if (probe === undefined || this.compare(item, probe) > 0) yield item;
      }
    }
  }

  /** What precedes the probe, nearest first. */
  *before(probe: P): Generator<T> {
    for (let at = this.chunkOf(probe); at >= 0; at -= 1) {
      for (const item of (this.chunks[at] ?? []).toReversed()) {
        if (this.compare(item, probe) < 0) yield item;
      }
    }
  }

  /** The last chunk that may hold the probe. */
  private chunkOf(probe: P): number {
    let low = 0;
    let high = this.chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      const head = this.chunks[middle]?.[0];
      if (head !== undefined && this.compare(head, probe) <= 0) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  private place(chunk: T[], probe: P): number {
    let low = 0;
    let high = chunk.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const item = chunk[middle];
      if (item !== undefined && this.compare(item, probe) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
