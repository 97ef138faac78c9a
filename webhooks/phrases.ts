import type { Outcome } from '../wire/outcome';

/** The languages that we speak, as `<Say>` names them: https://www.twilio.com/docs/voice/twiml/say/text-speech. */
export type Language = 'en-US' | 'es-ES' | 'fr-FR' | 'de-DE' | 'pt-BR';

/** What is spoken in one language, and the voice that speaks it; they never come apart. */
export interface Phrases {
  language: Language;
  voice: 'Polly.Joanna' | 'Polly.Lucia' | 'Polly.Lea' | 'Polly.Vicki' | 'Polly.Camila';
  outcomes: Readonly<Record<Outcome, string>>;
}

const en: Phrases = {
  language: 'en-US',
  voice: 'Polly.Joanna',
  outcomes: {
    done: 'Done.',
    started: 'The call is on its way.',
    already: 'That was done already.',
    invalid: 'That request was not understood.',
    unauthenticated: 'You are not signed in.',
    forbidden: 'That is not yours to change.',
    not_found: 'That task could not be found.',
    not_allowed: 'That is not possible any more.',
    lost: 'Sorry, that task is gone.',
    stale: 'Somebody changed that task just now.',
    refused: 'That request was refused.',
    throttled: 'There is too much going on. Please try again in a moment.',
    unavailable: 'That did not work. Please try again in a moment.',
    unknown: 'It is not certain whether that worked. Please look at the task.',
  },
};

const es: Phrases = {
  language: 'es-ES',
  voice: 'Polly.Lucia',
  outcomes: {
    done: 'Hecho.',
    started: 'La llamada está en camino.',
    already: 'Eso ya estaba hecho.',
    invalid: 'No se entendió la solicitud.',
    unauthenticated: 'No ha iniciado sesión.',
    forbidden: 'Eso no le corresponde.',
    not_found: 'No se encontró esa tarea.',
    not_allowed: 'Eso ya no es posible.',
    lost: 'Lo sentimos, esa tarea ya no está.',
    stale: 'Alguien acaba de cambiar esa tarea.',
    refused: 'La solicitud fue rechazada.',
    throttled: 'Hay demasiada actividad. Inténtelo de nuevo en un momento.',
    unavailable: 'No ha funcionado. Inténtelo de nuevo en un momento.',
    unknown: 'No es seguro que haya funcionado. Compruebe la tarea.',
  },
};

const fr: Phrases = {
  language: 'fr-FR',
  voice: 'Polly.Lea',
  outcomes: {
    done: "C'est fait.",
    started: "L'appel est en route.",
    already: "C'était déjà fait.",
    invalid: "La demande n'a pas été comprise.",
    unauthenticated: "Vous n'êtes pas connecté.",
    forbidden: 'Cela ne vous revient pas.',
    not_found: 'Cette tâche est introuvable.',
    not_allowed: "Ce n'est plus possible.",
    lost: "Désolé, cette tâche n'est plus là.",
    stale: "Quelqu'un vient de modifier cette tâche.",
    refused: 'La demande a été refusée.',
    throttled: "Il y a trop d'activité. Réessayez dans un instant.",
    unavailable: "Cela n'a pas marché. Réessayez dans un instant.",
    unknown: "Il n'est pas certain que cela ait marché. Vérifiez la tâche.",
  },
};

const de: Phrases = {
  language: 'de-DE',
  voice: 'Polly.Vicki',
  outcomes: {
    done: 'Erledigt.',
    started: 'Der Anruf ist unterwegs.',
    already: 'Das war schon erledigt.',
    invalid: 'Die Anfrage wurde nicht verstanden.',
    unauthenticated: 'Sie sind nicht angemeldet.',
    forbidden: 'Das steht Ihnen nicht zu.',
    not_found: 'Diese Aufgabe wurde nicht gefunden.',
    not_allowed: 'Das ist nicht mehr möglich.',
    lost: 'Diese Aufgabe ist leider nicht mehr da.',
    stale: 'Jemand hat diese Aufgabe gerade geändert.',
    refused: 'Die Anfrage wurde abgelehnt.',
    throttled: 'Es ist zu viel los. Bitte versuchen Sie es gleich noch einmal.',
    unavailable: 'Das hat nicht geklappt. Bitte versuchen Sie es gleich noch einmal.',
    unknown: 'Es ist nicht sicher, ob das geklappt hat. Bitte sehen Sie nach der Aufgabe.',
  },
};

const ptBR: Phrases = {
  language: 'pt-BR',
  voice: 'Polly.Camila',
  outcomes: {
    done: 'Feito.',
    started: 'A chamada está a caminho.',
    already: 'Isso já estava feito.',
    invalid: 'O pedido não foi entendido.',
    unauthenticated: 'Você não está conectado.',
    forbidden: 'Isso não cabe a você.',
    not_found: 'Essa tarefa não foi encontrada.',
    not_allowed: 'Isso não é mais possível.',
    lost: 'Desculpe, essa tarefa não está mais disponível.',
    stale: 'Alguém acabou de mudar essa tarefa.',
    refused: 'O pedido foi recusado.',
    throttled: 'Há atividade demais. Tente de novo em um instante.',
    unavailable: 'Não funcionou. Tente de novo em um instante.',
    unknown: 'Não é certo que funcionou. Verifique a tarefa.',
  },
};

const LANGUAGES: readonly Phrases[] = [en, es, fr, de, ptBR];

/** The phrases of the first language asked for that we have, e.g. `es-MX` is served by `es`; else English, voice and all. */
export function phrasesFor(...asked: (string | undefined)[]): Phrases {
  for (const tag of asked) {
    const base = tag?.trim().toLowerCase().split(/[-_]/)[0];
    const found = base && LANGUAGES.find(({ language }) => language.toLowerCase().startsWith(`${base}-`));
    if (found) return found;
  }
  return en;
}
