import type { Request } from '../wire/request';

/**
 * Whether the page that sent a request may do so: pages of DESK_ORIGINS and of this very deployment may, and requests
 * that no browser sent. A second door only: what opens the desk is the token, and on Twilio the headers can be imitated.
 */
export function isWelcome(request: Request): boolean {
  const { origin } = request.headers;
  if (origin !== undefined) return welcomeOrigins(request).includes(origin);
  // Without a single header it is not as it came: on Twilio a field named `request` may have taken their place.
  return Object.keys(request.headers).length > 0;
}

/** What a browser must be told on every answer, errors too, so that a welcome page can read it. */
export function corsHeaders(request: Request): Record<string, string> {
  const { origin } = request.headers;
  if (origin === undefined || !isWelcome(request)) return { Vary: 'Origin' };
  return {
    Vary: 'Origin',
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': 'ETag, Retry-After, Twilio-Request-Id',
  };
}

/** What a browser must be told that asks before it sends. */
export function preflightHeaders(request: Request): Record<string, string> {
  if (request.headers.origin === undefined || !isWelcome(request)) return { Vary: 'Origin' };
  return {
    ...corsHeaders(request),
    'Access-Control-Allow-Methods': 'POST, OPTIONS',
    'Access-Control-Allow-Headers': 'Authorization, Content-Type',
    'Access-Control-Max-Age': '7200',
  };
}

function welcomeOrigins({ settings, home }: Request): string[] {
  return [...(settings.DESK_ORIGINS?.split(/[\s,]+/) ?? []), home ?? ''].flatMap(originOf);
}

/** Of an http or https address, its origin; nothing of `*`, of `null`, or of what is no address. */
function originOf(address: string): string[] {
  return /^https?:\/\//i.test(address) && URL.canParse(address) ? [new URL(address).origin] : [];
}
