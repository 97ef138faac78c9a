import { readFileSync } from 'node:fs';
import { routes } from '../../emulator/routes';
import { readings } from '../../emulator/uncertain';
import { Harness } from './harness';

const readme = readFileSync('emulator/README.md', 'utf8');

test('the README lists every route, and no other', () => {
  const told = [...readme.matchAll(/^\| (.*) \| `(\/v1\/.*)` \|$/gm)].flatMap(([, methods = '', path]) =>
    [...methods.matchAll(/`(\w+)`/g)].map(([, method]) => `${method} ${path}`),
  );
  expect(told.toSorted()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).toSorted());
});

test('the README lists every switch with its readings, ours first', () => {
  const told = [...readme.matchAll(/^\| `([a-z]\w*)` \| (`.*) \|$/gm)].map(([, name, values = '']) => [
    name,
    [...values.replace(/\(.*?\)/g, '').matchAll(/`(\w+)`/g)].map(([, value]) => value),
  ]);
  expect(Object.fromEntries(told)).toEqual(
    Object.fromEntries(Object.entries(readings).map(([name, values]) => [name, values.map(String)])),
  );
});

test('the README lists every control, and no other', async () => {
  const harness = await Harness.start();
  const tree = await harness.control<string[]>('');
  await harness.close();
  const told = [...readme.matchAll(/^\| `(\w+ \/_emulator\/\w+)` \|/gm)].map(([, control]) => control);
  expect(told.toSorted()).toEqual(tree.toSorted());
});
