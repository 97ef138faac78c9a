import { badRequest } from './problem';

/**
 * What a client sent, query or form, by wire name. Clients of several languages speak to us, so booleans come in any
 * case and lists come as repeated keys, or in one value between commas or spaces. An empty value is what clients send
 * for null: absent, except where a text may be emptied.
 */
export class Fields {
  private readonly values = new Map<string, string[]>();

  constructor(encoded: string) {
    for (const [name, value] of new URLSearchParams(encoded)) {
      const known = this.values.get(name);
      if (known) known.push(value);
      else this.values.set(name, [value]);
    }
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  /** The value as sent, also when empty; the last one when the key was repeated. */
  text(name: string): string | undefined {
    return this.values.get(name)?.at(-1);
  }

  /** The value, unless empty. */
  filled(name: string): string | undefined {
    return this.text(name) || undefined;
  }

  boolean(name: string): boolean | undefined {
    const value = this.filled(name)?.toLowerCase();
    if (value === undefined) return undefined;
    if (value === 'true' || value === 'false') return value === 'true';
    throw badRequest(`Invalid value for ${name}: must be true or false`);
  }

  integer(name: string, least = 0, most = Number.MAX_SAFE_INTEGER): number | undefined {
    const value = this.filled(name);
    if (value === undefined) return undefined;
    const number = /^-?\d+$/.test(value) ? Number(value) : Number.NaN;
    if (number >= least && number <= most) return number;
    throw badRequest(`Invalid value for ${name}: must be an integer between ${least} and ${most}`);
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const value = this.filled(name);
    if (value === undefined) return undefined;
    const found = allowed.find((one) => one === value);
    if (found !== undefined) return found;
    throw badRequest(`Invalid value for ${name}: must be one of ${allowed.join(', ')}`);
  }

  list(name: string): string[] | undefined {
    const values = this.values.get(name);
    return values?.flatMap((value) => value.split(/[,\s]+/)).filter((value) => value !== '');
  }

  /** For the journal: text as text, repeated keys as lists. */
  toJSON(): Record<string, string | string[]> {
    const entries = [...this.values].map(([name, values]) => [name, values.length === 1 ? values[0] : values] as const);
    return Object.fromEntries(entries.map(([name, value]) => [name, value ?? '']));
  }
}
