import { type ParsedUrlQuery, parse } from 'node:querystring';

export const FORM = 'application/x-www-form-urlencoded';
export const JSON_TYPE = 'application/json';

/** The type alone, in lower case, without a charset. */
export function mediaType(contentType: string | undefined): string | undefined {
  return contentType?.split(';')[0]?.trim().toLowerCase();
}

/** A form, or a query. Node reads a thousand keys unless told otherwise; the others would be neither checked nor seen. */
export function readForm(text: string | undefined): ParsedUrlQuery {
  return parse(text ?? '', '&', '=', { maxKeys: 0 });
}

/**
 * A body's fields: of a form, or of a JSON object. A body of another type has none, as on Twilio Functions; undefined if
 * it is not what it says it is.
 */
export function readBody(contentType: string | undefined, text: string): object | undefined {
  const type = mediaType(contentType);
  if (type === FORM) return readForm(text);
  if (type !== JSON_TYPE || text === '') return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
