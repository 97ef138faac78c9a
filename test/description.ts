import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { openApi } from '../scripts/openapi';

const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats(ajv);
ajv.addSchema(openApi(), 'ours');

/** What in a live JSON answer is not as our own OpenAPI document says; nothing, if all is well. */
export function departures(action: string, status: number, body: unknown): string[] {
  const validate = ajv.compile({
    $ref: `ours#/paths/~1reservations~1${action}/post/responses/${status}/content/application~1json/schema`,
  });
  return validate(body) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}
