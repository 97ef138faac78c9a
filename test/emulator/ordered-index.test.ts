import fc from 'fast-check';
import { OrderedIndex } from '../../emulator/ordered-index';

interface Item {
  at: number;
}
const byAt = (a: Item, b: Item) => a.at - b.at;

test('an ordered index holds what a sorted list would, also across its chunks', () => {
  const keys = fc.uniqueArray(fc.nat(100_000), { minLength: 600, maxLength: 3000, size: 'max' });
  fc.assert(
    fc.property(keys, fc.array(fc.nat(3000), { maxLength: 2500, size: 'max' }), fc.nat(100_000), (all, removed, at) => {
      const index = new OrderedIndex<Item, Item>(byAt);
      const items = all.map((key) => ({ at: key }));
      for (const item of items) index.add(item);
      const gone = new Set(removed.flatMap((place) => items[place] ?? []));
      for (const item of gone) index.remove(item);
      // Neither a stranger nor one already gone takes anything away.
      index.remove({ at });
      for (const item of gone) index.remove(item);

      const sorted = items.filter((item) => !gone.has(item)).sort(byAt);
      expect([...index.after()]).toEqual(sorted);
      expect(index.size).toBe(sorted.length);
      expect(index.first()).toBe(sorted[0]);
      expect([...index.after({ at })]).toEqual(sorted.filter((item) => item.at > at));
      expect([...index.before({ at })]).toEqual(sorted.filter((item) => item.at < at).reverse());
    }),
    { numRuns: 50, seed: 2024 },
  );
});
