import './ric';
import '../conformance.test';
import './desk.test';
import './host.test';
import './signature.test';

test("these ran through AWS's own runtime interface client", () => {
  expect(process.env.LAMBDA_RUNTIME_CLIENT).toMatch(/aws-lambda-ric\/bin\/index\.mjs$/);
});
