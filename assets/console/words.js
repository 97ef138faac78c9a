/** How each outcome sounds: its tone and its headline. The vocabulary is that of every answer. */
const OUTCOMES = {
  done: ['good', 'Done'],
  started: ['good', 'Started, the phone rings'],
  already: ['good', 'It was so already'],
  invalid: ['bad', 'The input is at fault'],
  unauthenticated: ['bad', 'Not signed in'],
  forbidden: ['bad', 'Not yours to change'],
  not_found: ['bad', 'Not found'],
  not_allowed: ['warn', 'Not possible any more'],
  lost: ['warn', 'Lost, it was gone before you'],
  stale: ['warn', 'Changed meanwhile'],
  refused: ['bad', 'TaskRouter refused'],
  throttled: ['warn', 'Too many requests'],
  unavailable: ['bad', 'Not done, TaskRouter could not be reached'],
  unknown: ['warn', 'Not certain'],
};

export function toneOf(outcome) {
  return (OUTCOMES[outcome] ?? OUTCOMES.unknown)[0];
}

export function headlineOf(outcome) {
  return (OUTCOMES[outcome] ?? OUTCOMES.unknown)[1];
}

const STATES = {
  pending: 'is offered',
  accepted: 'is accepted',
  wrapping: 'is being wrapped up',
  completed: 'is completed',
  rejected: 'is rejected',
  timeout: 'timed out',
  canceled: 'was canceled',
  rescinded: 'was rescinded',
};

/** `WR…1a2b timed out` */
export function told(sid, status) {
  return `${short(sid)} ${STATES[status] ?? 'is no longer open'}`;
}

/** Of an answer, a sentence. */
export function sentenceOf({ sid, reservation_status: status, message }) {
  if (message) return message;
  return sid ? `${told(sid, status)}.` : '';
}

/** The ends of a SID are enough to tell two apart. */
export function short(sid) {
  return `${sid.slice(0, 2)}…${sid.slice(-4)}`;
}

/** `StatusCallbackEvent` -> `Status callback event` */
export function labelOf(name) {
  const words = name
    .replace(/Url$/, 'URL')
    .replace(/Sid$/, 'SID')
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .split(' ');
  return words.map((word, at) => (at === 0 || /^[A-Z]{2,}$/.test(word) ? word : word.toLowerCase())).join(' ');
}

export function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `75` -> `1 min 15 s` */
export function duration(seconds) {
  const minutes = Math.floor(seconds / 60);
  if (minutes === 0) return `${seconds} s`;
  const hours = Math.floor(minutes / 60);
  return hours === 0 ? `${minutes} min ${seconds % 60} s` : `${hours} h ${minutes % 60} min`;
}
