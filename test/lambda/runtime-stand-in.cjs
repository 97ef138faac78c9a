// Stands in for AWS's runtime interface client, which npm would have to compile: it runs one handler of the built files,
// spoken to over the same Runtime API. test/lambda/ric.full.ts puts the real one in its place.
// node runtime-stand-in.cjs FILE.HANDLER
const http = require('node:http');
const { resolve } = require('node:path');

const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
const agent = new http.Agent({ keepAlive: true });
const [file, name] = (process.argv[2] ?? '').split('.');
const handler = require(resolve(`${file}.js`))[name ?? ''];

/**
 * @param {'GET' | 'POST'} method
 * @param {string} path
 * @param {string} [body]
 * @returns {Promise<{ headers: http.IncomingHttpHeaders, text: string }>}
 */
function ask(method, path, body) {
  return new Promise((done, failed) => {
    const request = http.request(api + path, { method, agent }, (response) => {
      /** @type {Buffer[]} */
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => done({ headers: response.headers, text: Buffer.concat(chunks).toString() }));
    });
    request.on('error', failed);
    request.end(body);
  });
}

async function serve() {
  for (;;) {
    const { headers, text } = await ask('GET', '/invocation/next');
    const id = headers['lambda-runtime-aws-request-id'];
    const context = {
      callbackWaitsForEmptyEventLoop: true,
      awsRequestId: id,
      getRemainingTimeInMillis: () => Number(headers['lambda-runtime-deadline-ms']) - Date.now(),
    };
    try {
      await ask('POST', `/invocation/${id}/response`, JSON.stringify(await handler(JSON.parse(text), context)));
    } catch (error) {
      await ask('POST', `/invocation/${id}/error`, JSON.stringify({ errorMessage: String(error) }));
    }
  }
}

serve().catch(() => process.exit(1));
