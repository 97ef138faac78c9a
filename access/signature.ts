import { validateRequest, validateRequestWithBody } from 'twilio/lib/webhooks/webhooks.js';
import { FORM, JSON_TYPE, mediaType, readForm } from '../wire/body';

/** A request as Twilio signed it: nothing of it decoded. */
export interface Signed {
  /** Of `X-Twilio-Signature`. */
  signature: string | undefined;
  /**
   * The whole address with its query, from our own settings and never from a header. Several where the host does not
   * show the query as it came; all of them must mean the same request.
   */
  addresses: readonly string[];
  /** Of `Content-Type`; a charset may follow the type. */
  contentType: string | undefined;
  body: string;
}

/**
 * Whether Twilio signed this request with the account's `token`. A form is bound by its fields, JSON by the
 * `bodySHA256` that must then be in the query; a query that holds one binds any body, so that none can be taken away.
 * https://www.twilio.com/docs/usage/security#validating-requests
 */
export function isSigned(token: string, { signature, addresses, contentType, body }: Signed): boolean {
  if (signature === undefined) return false;
  const type = mediaType(contentType);
  const fields = type === FORM ? { ...readForm(body) } : {};
  return addresses.some((address) =>
    type === JSON_TYPE || /[?&]bodySHA256=/.test(address)
      ? validateRequestWithBody(token, signature, address, body)
      : validateRequest(token, signature, address, fields),
  );
}
