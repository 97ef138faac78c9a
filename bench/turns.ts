type Sides = Readonly<Record<string, () => Promise<unknown>>>;
type Measured<Of extends Sides> = { [Side in keyof Of]: Awaited<ReturnType<Of[Side]>>[] };

/**
 * Measures every side of every group once a round. Who begins and who follows whom changes with the round: whoever follows
 * a heavy process finds the machine's caches cold.
 */
export async function inTurns<const Groups extends readonly Sides[]>(
  rounds: number,
  groups: Groups,
): Promise<{ [Group in keyof Groups]: Measured<Groups[Group]> }> {
  const measured = groups.map((sides) =>
    Object.entries(sides).map(([name, measure]) => ({ name, measure, values: [] as unknown[] })),
  );
  for (let round = 0; round < rounds; round += 1) {
    for (const sides of measured) {
      const first = Math.floor(round / 2) % sides.length;
      const order = [...sides.slice(first), ...sides.slice(0, first)];
      if (round % 2 === 1) order.reverse();
      for (const { measure, values } of order) values.push(await measure());
    }
  }
  const named = measured.map((sides) => Object.fromEntries(sides.map(({ name, values }) => [name, values])));
  return named as { [Group in keyof Groups]: Measured<Groups[Group]> };
}
