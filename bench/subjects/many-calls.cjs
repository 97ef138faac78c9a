// node many-calls.cjs FUNCTION, forked: for each message {calls, atOnce}, calls the loaded Function so often and answers
// {ms, latencies, rss}.
const { call } = require('./platform.cjs');

const { handler } = require(process.argv[2] ?? '');

process.on('message', async (/** @type {{ calls: number, atOnce: number }} */ { calls, atOnce }) => {
  /** @type {number[]} */
  const latencies = [];
  let left = calls;
  const caller = async () => {
    while (left > 0) {
      left -= 1;
      const begun = performance.now();
      await call(handler, 'accept');
      latencies.push(performance.now() - begun);
    }
  };
  const begun = performance.now();
  await Promise.all(Array.from({ length: atOnce }, caller));
  process.send?.({ ms: performance.now() - begun, latencies, rss: process.memoryUsage.rss() });
});
