import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { openApi } from '../scripts/openapi';
import { actions } from '../taskrouter/actions';

const file = join(process.env.BUILT ?? 'dist', 'assets/openapi.json');

test('the built document is what the tables say', () => {
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(openApi())));
});

test('a maintained linter finds nothing to say about it', () => {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' };
  const cli = require.resolve('@redocly/cli/bin/cli.js');
  const printed = execFileSync(process.execPath, [cli, 'lint', '--format=json', file], {
    encoding: 'utf8',
    env,
    stdio: 'pipe',
  });
  expect(JSON.parse(printed.slice(printed.indexOf('{'))).totals).toMatchObject({ errors: 0, warnings: 0 });
});

test.each(Object.keys(actions))('the example of %s is valid by its own schema', (name) => {
  const ajv = new Ajv2020({ strict: false });
  addFormats(ajv);
  const document = JSON.parse(readFileSync(file, 'utf8'));
  const { schema, examples } = document.paths[`/reservations/${name}`].post.requestBody.content['application/json'];
  expect([ajv.validate(schema, examples.working.value), ajv.errors]).toEqual([true, null]);
});
