export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What the text means, or undefined where it is not JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export const isJsonObject = (text: string) => isRecord(parsed(text));

/** The attributes of a worker or a Task; they are JSON text everywhere. */
export function attributesOf({ attributes }: { attributes: string }): Record<string, unknown> {
  const value = parsed(attributes);
  return isRecord(value) ? value : {};
}
