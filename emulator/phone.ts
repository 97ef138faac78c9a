import { attributesOf, isRecord } from './json';
import type { Worker } from './world-document';

/** How a worker's phone takes a call. */
export interface Phone {
  /** Seconds until it does what it does. */
  rings: number;
  does: 'answer' | 'busy' | 'no-answer' | 'failed';
  /** The digits for each `<Gather>` in turn, once answered. */
  presses: string[];
  /** Seconds from the end of the prompt until a digit is pressed. */
  thinks: number;
  /** Seconds that worker and caller talk; null for as long as the reservation lasts. */
  talks: number | null;
}

/**
 * The phone in the worker's attribute `phone`: `{"rings": 2, "does": "press 1", "thinks": 1, "talks": 30}`. `does` is `answer`, `busy`,
 * `no-answer`, `failed`, or `press` with what to press at each `<Gather>`: `press 1`, `press 9 1`. What is missing or
 * makes no sense is as above, except that it answers, presses nothing, and talks forever.
 */
export function phoneOf(worker: Worker): Phone {
  const attributes = attributesOf(worker);
  const given = isRecord(attributes.phone) ? attributes.phone : {};
  const does = typeof given.does === 'string' ? given.does : 'answer';
  const pressed = /^press ([\d*# ]+)$/.exec(does)?.[1];
  return {
    rings: seconds(given.rings) ?? 2,
    does: does === 'busy' || does === 'no-answer' || does === 'failed' ? does : 'answer',
    presses: pressed?.trim().split(/ +/) ?? [],
    thinks: seconds(given.thinks) ?? 1,
    talks: seconds(given.talks),
  };
}

/** Where the worker is called unless an instruction says otherwise. */
export function contactUri(worker: Worker): string | undefined {
  const { contact_uri } = attributesOf(worker);
  return typeof contact_uri === 'string' && contact_uri !== '' ? contact_uri : undefined;
}

const seconds = (value: unknown) => (typeof value === 'number' && value >= 0 ? value : null);
