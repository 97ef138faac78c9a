import { readdirSync, readFileSync } from 'node:fs';
import { type ActionName, actions } from '../taskrouter/actions';
import { OUTCOMES } from '../wire/outcome';
import { SETTINGS } from '../wire/settings';

const names = Object.keys(actions).sort();
const readme = readFileSync('README.md', 'utf8');

/** The first cells of the README's table whose header starts with `heading`. */
function readmeTable(heading: string): string[] {
  const lines = readme.split('\n');
  const start = lines.findIndex((line) => line.startsWith(`| ${heading} `));
  const rows = lines.slice(start + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end).map((line) => /\| `([^`]+)`/.exec(line)?.[1] ?? line);
}

test('every row of the table has its own name', () => {
  expect(names.map((name) => actions[name as ActionName].name)).toEqual(names);
});

test('every row has one protected function, and every function a row', () => {
  const files = readdirSync('functions/reservations').sort();
  expect(files).toEqual(names.map((name) => `${name}.protected.ts`));
});

test('every row is exported for Lambda, and nothing else is', () => {
  const exported = readFileSync('lambda/reservations.ts', 'utf8').matchAll(/^export const (\w+)/gm);
  expect([...exported].map(([, name]) => name).sort()).toEqual(names);
});

test('every row requires only what it takes', () => {
  const wrong = Object.values(actions).filter(({ takes, requires }) =>
    (requires as readonly string[]).some((name) => !(takes as readonly string[]).includes(name)),
  );
  expect(wrong).toEqual([]);
});

test('the README lists every action', () => {
  expect(readmeTable('Action').sort()).toEqual(names);
});

test('the README lists every outcome with its HTTP status', () => {
  expect(readmeTable('Outcome').sort()).toEqual(Object.keys(OUTCOMES).sort());
  for (const [outcome, { status }] of Object.entries(OUTCOMES)) {
    expect(readme.includes(`| \`${outcome}\` | ${status} |`)).toBe(true);
  }
});

test('the README lists every setting', () => {
  expect(readmeTable('Setting').sort()).toEqual(Object.keys(SETTINGS).sort());
});

test('.env.example holds every setting with its description, and says which are local', () => {
  const lines = Object.entries(SETTINGS).map(([name, setting]) => {
    const local = 'local' in setting ? ' Local only, never deployed.' : '';
    return `# ${setting.description}${local}\n${name}=\n`;
  });
  expect(readFileSync('.env.example', 'utf8')).toBe(lines.join('\n'));
});
