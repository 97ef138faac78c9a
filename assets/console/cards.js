import { capital, duration, short } from './words.js';

/** Actions a card has no button for: everything at once, and a search that needs no card. */
const WITHOUT_BUTTON = ['update', 'find'];

/**
 * The open reservations as cards, kept in place from one look to the next, so that neither focus nor a half read sentence
 * is lost. `act(action, reservation)` is called when a button is pressed.
 */
export class Cards {
  #shown = new Map();

  constructor(list, template, operations, act) {
    this.list = list;
    this.template = template;
    this.operations = Object.entries(operations).filter(([name]) => !WITHOUT_BUTTON.includes(name));
    this.act = act;
  }

  /** Shows these reservations, newest first, and no others. */
  show(reservations) {
    for (const [sid, { item }] of this.#shown) {
      if (reservations.some((one) => one.sid === sid)) continue;
      const next = item.nextElementSibling ?? item.previousElementSibling;
      const focused = item.contains(document.activeElement);
      item.remove();
      this.#shown.delete(sid);
      if (focused) (next?.querySelector('h3') ?? document.querySelector('#open-title')).focus();
    }
    for (const reservation of [...reservations].reverse()) {
      const card = this.#shown.get(reservation.sid) ?? this.#make(reservation);
      card.reservation = reservation;
      this.#update(card);
    }
    this.age();
  }

  /** Grows every card's age. */
  age() {
    for (const { age, reservation } of this.#shown.values()) {
      const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(reservation.date_created)) / 1000));
      age.textContent = Number.isNaN(seconds) ? '' : `for ${duration(seconds)}`;
    }
  }

  /** Goes to where somebody was who pressed this button: the button, its card, or what is left of the list. */
  focus(sid, action) {
    const { title, buttons } = this.#shown.get(sid) ?? {};
    const button = buttons?.get(action);
    (button && !button.disabled ? button : (title ?? document.querySelector('#open-title'))).focus();
  }

  /** Blocks a card's buttons while an action of it is under way. */
  busy(sid, busy) {
    const card = this.#shown.get(sid);
    if (!card) return;
    card.busy = busy;
    card.item.querySelector('article').toggleAttribute('aria-busy', busy);
    this.#update(card);
  }

  #make(reservation) {
    const item = this.template.content.firstElementChild.cloneNode(true);
    const title = item.querySelector('h3');
    title.id = `title-${reservation.sid}`;
    item.querySelector('.sid').textContent = short(reservation.sid);
    item.querySelector('.sid').title = reservation.sid;
    item.querySelector('.task code').textContent = short(reservation.task_sid);
    item.querySelector('.task code').title = reservation.task_sid;
    const group = item.querySelector('.actions');
    group.setAttribute('aria-label', `Actions for ${short(reservation.sid)}`);
    const card = { item, title, reservation, buttons: new Map(), age: item.querySelector('.age'), busy: false };
    for (const [name, { summary, asks }] of this.operations) {
      const button = document.createElement('button');
      Object.assign(button, {
        type: 'button',
        textContent: asks ? `${capital(name)}…` : capital(name),
        title: summary,
      });
      button.dataset.action = name;
      // A second press while the first is under way, or in a state that forbids it, does nothing.
      button.addEventListener('click', () => this.act(name, card.reservation));
      card.buttons.set(name, button);
      group.append(button);
    }
    this.#shown.set(reservation.sid, card);
    this.list.prepend(item);
    return card;
  }

  #update({ item, title, reservation, buttons, busy }) {
    const { reservation_status: status } = reservation;
    const state = item.querySelector('.state');
    if (state.textContent !== status) {
      state.textContent = status;
      state.dataset.state = status;
    }
    for (const [name, { from }] of this.operations) {
      const button = buttons.get(name);
      const forbidden = busy || !from.includes(status);
      // A disabled button drops the focus to the page's beginning: the card's title takes it.
      if (forbidden && button === document.activeElement) title.focus();
      button.disabled = forbidden;
      button.classList.toggle('primary', !forbidden && name === FIRST[status]);
    }
  }
}

/** What one mostly does next. */
const FIRST = { pending: 'accept', accepted: 'wrap', wrapping: 'complete' };
