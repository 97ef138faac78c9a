import type { Settings } from './settings';

/** What came, told apart from where we run. */
export interface Request {
  /** Query and body as one, values as they came: text, lists, numbers, or worse. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** Lower-case names; of a repeated header, the first. */
  readonly headers: Readonly<Record<string, string>>;
  readonly settings: Settings;
  /** Where this deployment is reached from outside, without a slash at the end; absent when nobody said. */
  readonly home?: string;
}
