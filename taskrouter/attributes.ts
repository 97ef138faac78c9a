/** A JSON object as somebody else wrote it: nothing in it is certain. */
export type Attributes = Readonly<Record<string, unknown>>;

/** Attributes out of the JSON text that they are kept as; none where that text is broken or no object. */
export function readAttributes(text: unknown): Attributes {
  if (typeof text !== 'string') return {};
  try {
    const value: unknown = JSON.parse(text);
    // Without a prototype: an attribute called `constructor` is there only if somebody wrote it.
    return isObject(value) ? { __proto__: null, ...value } : {};
  } catch {
    return {};
  }
}

export function isObject(value: unknown): value is Attributes {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
