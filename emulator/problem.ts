/** A refusal in Twilio's own words: thrown anywhere below the server, answered as Twilio's error body. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: number,
    message: string,
  ) {
    super(message);
  }

  body() {
    return {
      code: this.code,
      message: this.message,
      more_info: `https://www.twilio.com/docs/errors/${this.code}`,
      status: this.status,
    };
  }
}

/** A parameter that is wrong, or a state that does not allow what was asked: TaskRouter uses one code for both. */
export const badRequest = (message: string) => new Problem(400, 20001, message);
export const unauthenticated = () => new Problem(401, 20003, 'Authenticate');
export const notFound = (path: string) => new Problem(404, 20404, `The requested resource ${path} was not found`);
export const methodNotAllowed = () => new Problem(405, 20004, 'Method not allowed');
/** The text is ours; the documents name status and code only. */
export const staleRevision = (asked: string, current: number) =>
  new Problem(412, 20412, `If-Match [${asked}] does not match the current revision [${current}]`);
export const tooLarge = () => new Problem(413, 20413, 'Request entity too large');
