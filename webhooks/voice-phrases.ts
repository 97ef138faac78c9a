import type { ReservationStatus } from '../taskrouter/parameters';
import type { Offered } from './offered';
import { type Language, type Phrases, phrasesFor } from './phrases';

/** What is said to a worker on the phone; apart from the outcomes' words, which every action carries. */
export interface VoicePhrases {
  /** What waits, who is behind it and in which queue it is. */
  offered(it: Offered): string;
  choose: string;
  /** After anything but 1 or 2. */
  again: string;
  /** When nothing was pressed, or too often the wrong thing. */
  nothing: string;
  accepted: string;
  declined: string;
  /** The caller is still waiting, but the two were not joined. */
  apart: string;
  /** The caller has hung up after the talk. */
  talked: string;
  /** Why it is too late. */
  late: Readonly<Record<Exclude<ReservationStatus, 'pending'>, string>>;
}

const voicePhrases: Readonly<Record<Language, VoicePhrases>> = {
  'en-US': {
    offered: ({ what, who, queue }) =>
      `${what === 'call' ? 'A call' : 'A task'}${who ? ` from ${who}` : ''}${queue ? `, in the queue ${queue}` : ''}.`,
    choose: 'Press 1 to accept, or 2 to decline.',
    again: 'That was neither 1 nor 2.',
    nothing: 'Nothing was accepted. Goodbye.',
    accepted: 'It is yours. Goodbye.',
    declined: 'Declined. Goodbye.',
    apart: 'You could not be connected. Goodbye.',
    talked: 'The call has ended. Goodbye.',
    late: {
      accepted: 'It was accepted already.',
      wrapping: 'That call is over already.',
      completed: 'That is finished already.',
      rejected: 'It was declined already.',
      timeout: 'Sorry, the time to accept has run out.',
      canceled: 'Sorry, the caller is no longer waiting.',
      rescinded: 'Somebody else has taken it.',
    },
  },
  'es-ES': {
    offered: ({ what, who, queue }) =>
      `${what === 'call' ? 'Una llamada' : 'Una tarea'}${who ? ` de ${who}` : ''}${queue ? `, en la cola ${queue}` : ''}.`,
    choose: 'Pulse 1 para aceptar o 2 para rechazar.',
    again: 'No ha pulsado ni 1 ni 2.',
    nothing: 'No se ha aceptado nada. Adiós.',
    accepted: 'Es suya. Adiós.',
    declined: 'Rechazada. Adiós.',
    apart: 'No se ha podido establecer la conexión. Adiós.',
    talked: 'La llamada ha terminado. Adiós.',
    late: {
      accepted: 'Ya fue aceptada.',
      wrapping: 'Esa llamada ya ha terminado.',
      completed: 'Eso ya está terminado.',
      rejected: 'Ya fue rechazada.',
      timeout: 'Lo sentimos, se ha acabado el tiempo para aceptar.',
      canceled: 'Lo sentimos, la persona que llamaba ya no espera.',
      rescinded: 'Otra persona la ha aceptado.',
    },
  },
  'fr-FR': {
    offered: ({ what, who, queue }) =>
      `${what === 'call' ? 'Un appel' : 'Une tâche'}${who ? ` de ${who}` : ''}${queue ? `, dans la file ${queue}` : ''}.`,
    choose: 'Appuyez sur 1 pour accepter, ou sur 2 pour refuser.',
    again: "Ce n'était ni 1 ni 2.",
    nothing: "Rien n'a été accepté. Au revoir.",
    accepted: "C'est à vous. Au revoir.",
    declined: "C'est refusé. Au revoir.",
    apart: "La mise en relation n'a pas abouti. Au revoir.",
    talked: "L'appel est terminé. Au revoir.",
    late: {
      accepted: "C'était déjà accepté.",
      wrapping: 'Cet appel est déjà terminé.',
      completed: "C'est déjà terminé.",
      rejected: "C'était déjà refusé.",
      timeout: 'Désolé, le délai pour accepter est écoulé.',
      canceled: "Désolé, la personne qui appelait n'attend plus.",
      rescinded: "Quelqu'un d'autre a accepté.",
    },
  },
  'de-DE': {
    offered: ({ what, who, queue }) =>
      `${what === 'call' ? 'Ein Anruf' : 'Eine Aufgabe'}${who ? ` von ${who}` : ''}${queue ? `, in der Warteschlange ${queue}` : ''}.`,
    choose: 'Drücken Sie 1 zum Annehmen oder 2 zum Ablehnen.',
    again: 'Das war weder 1 noch 2.',
    nothing: 'Es wurde nichts angenommen. Auf Wiederhören.',
    accepted: 'Angenommen. Auf Wiederhören.',
    declined: 'Abgelehnt. Auf Wiederhören.',
    apart: 'Die Verbindung kam nicht zustande. Auf Wiederhören.',
    talked: 'Das Gespräch ist beendet. Auf Wiederhören.',
    late: {
      accepted: 'Das wurde schon angenommen.',
      wrapping: 'Dieses Gespräch ist schon vorbei.',
      completed: 'Das ist schon erledigt.',
      rejected: 'Das wurde schon abgelehnt.',
      timeout: 'Die Zeit zum Annehmen ist leider abgelaufen.',
      canceled: 'Es wartet leider niemand mehr.',
      rescinded: 'Jemand anderes hat schon angenommen.',
    },
  },
  'pt-BR': {
    offered: ({ what, who, queue }) =>
      `${what === 'call' ? 'Uma chamada' : 'Uma tarefa'}${who ? ` de ${who}` : ''}${queue ? `, na fila ${queue}` : ''}.`,
    choose: 'Pressione 1 para aceitar ou 2 para recusar.',
    again: 'Não foi nem 1 nem 2.',
    nothing: 'Nada foi aceito. Até logo.',
    accepted: 'É sua. Até logo.',
    declined: 'Recusada. Até logo.',
    apart: 'Não foi possível conectar. Até logo.',
    talked: 'A chamada terminou. Até logo.',
    late: {
      accepted: 'Já foi aceita.',
      wrapping: 'Essa chamada já terminou.',
      completed: 'Isso já foi concluído.',
      rejected: 'Já foi recusada.',
      timeout: 'Desculpe, o tempo para aceitar acabou.',
      canceled: 'Desculpe, quem ligou não está mais esperando.',
      rescinded: 'Outra pessoa já aceitou.',
    },
  },
};

/** All that is spoken on a worker's phone, in one language and voice. */
export type Spoken = Phrases & VoicePhrases;

/** In the first language asked for that we have; else in English. What is no text counts as not asked. */
export function spokenIn(...asked: unknown[]): Spoken {
  const phrases = phrasesFor(...asked.map((tag) => (typeof tag === 'string' ? tag : undefined)));
  return { ...phrases, ...voicePhrases[phrases.language] };
}
