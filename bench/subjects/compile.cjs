// node compile.cjs FILE
// In a process of its own: compiles a file as Node does before it runs it, and writes the milliseconds that V8 took to file
// descriptor 3.
const { readFileSync, writeSync } = require('node:fs');
const { compileFunction } = require('node:vm');

const text = readFileSync(process.argv[2] ?? '', 'utf8');
const begun = performance.now();
compileFunction(text, ['exports', 'require', 'module', '__filename', '__dirname']);
writeSync(3, JSON.stringify({ compile: performance.now() - begun }));
