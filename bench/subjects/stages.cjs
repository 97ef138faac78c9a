// node stages.cjs FUNCTION
// In a process of its own: loads one Function, calls it once, and writes the milliseconds that each stage of it took, by
// name, to file descriptor 3. What it counts with is around the Function, never in it.
const { writeSync } = require('node:fs');
const { call } = require('./platform.cjs');

const [, , file = ''] = process.argv;
/** @type {Record<string, number>} */
const stages = {};
let last = performance.now();
const over = (/** @type {string} */ stage) => {
  const now = performance.now();
  stages[stage] = (stages[stage] ?? 0) + now - last;
  last = now;
};

const https = require('node:https');
over('node');

const { request: open } = https;
https.request = (/** @type {any[]} */ ...given) => {
  over('asking');
  const request = open.apply(https, /** @type {any} */ (given));
  // A request that another one wraps, as the library's own client has it, is the same stage.
  const { end } = request;
  request.end = (/** @type {any[]} */ ...rest) => {
    over('request');
    return end.apply(request, /** @type {any} */ (rest));
  };
  request.once('socket', (socket) => socket.once('secureConnect', () => over('connection')));
  request.prependOnceListener('response', (response) => response.once('end', () => over('answer')));
  return request;
};
const { log } = console;
console.log = (...given) => {
  over('telling');
  log(...given);
  over('log');
};

const { handler } = require(file);
over('load');
call(handler, 'accept').then(
  () => {
    over('telling');
    writeSync(3, JSON.stringify(stages));
    process.exit(0);
  },
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
