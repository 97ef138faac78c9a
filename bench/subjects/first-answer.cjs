// node first-answer.cjs FUNCTION accept|offer [PRELOADED]
// In a process of its own: loads one Function, calls it once, and writes {ms, rss} to file descriptor 3.
const { writeSync } = require('node:fs');
const { call } = require('./platform.cjs');

const [, , file = '', what = '', preloaded] = process.argv;
if (preloaded) require(preloaded);
const begun = performance.now();
call(require(file).handler, what === 'offer' ? 'offer' : 'accept').then(
  () => {
    const ms = performance.now() - begun;
    writeSync(3, JSON.stringify({ ms, rss: process.memoryUsage.rss() }));
    process.exit(0);
  },
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
