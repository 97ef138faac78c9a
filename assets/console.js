import { Cards } from './console/cards.js';
import { Desk, localSession, ring } from './console/desk.js';
import { drawFields, element, fieldsOf, showIssues, valuesOf } from './console/form.js';
import { capital, headlineOf, sentenceOf, short, told, toneOf } from './console/words.js';

const at = (id) => document.getElementById(id);

/** Milliseconds between two looks; TaskRouter counts requests, an emulator on this machine does not. */
const PAUSE = { local: 1_000, deployed: 5_000 };
const MOST_TOLD = 30;

let desk;
/** Of `npm start`: workers with their tokens, and the workspace's activities. */
let local;
let cards;
let operations;
let open = new Map();
const callSids = new Map();
let looking;
/** Whether the token is a fresh one that has not opened anything yet. */
let renewed = false;
/** Grows with each look and each action: what was seen before is not news any more. */
let turn = 0;

await begin();

async function begin() {
  const [openapi, session] = await Promise.all([fetch('openapi.json').then((answer) => answer.json()), localSession()]);
  operations = Object.fromEntries(
    Object.entries(openapi.paths)
      .filter(([path]) => path.startsWith('/reservations/'))
      .map(([path, { post }]) => {
        const fields = fieldsOf(post);
        return [path.split('/')[2], { summary: post.summary, from: post['x-from'], fields, asks: fields.length > 0 }];
      }),
  );
  cards = new Cards(at('reservations'), at('card'), operations, press);
  at('sign-in-form').addEventListener('submit', submitToken);
  at('sign-out').addEventListener('click', () => {
    signOut('');
    at('token').focus();
  });
  at('worker').addEventListener('change', () => signInAs(at('worker').value));
  at('ring').addEventListener('click', letRing);
  at('cancel').addEventListener('click', () => at('dialog').close());
  at('dialog').addEventListener('close', dialogClosed);
  at('action-form').addEventListener('submit', submitAction);
  document.addEventListener('visibilitychange', () => document.hidden || look());
  setInterval(() => cards.age(), 1_000);

  local = session;
  if (!local) return signOut('');
  at('worker').append(...local.workers.map(({ sid, friendlyName }) => element('option', { value: sid }, friendlyName)));
  at('switch').hidden = at('ring').hidden = false;
  await signInAs(local.workers[0].sid);
}

// Who is here

async function submitToken(event) {
  event.preventDefault();
  const candidate = new Desk(at('token').value.trim());
  const answer = await candidate.ask('list');
  at('token-error').textContent = answer.outcome === 'done' ? '' : sentenceOf(answer);
  if (answer.outcome !== 'done') return at('token').focus();
  at('token').value = '';
  signIn(candidate, `Signed in as ${short(answer.worker_sid)}`);
  at('sign-out').hidden = false;
  at('open-title').focus();
}

async function signInAs(workerSid) {
  const worker = local.workers.find(({ sid }) => sid === workerSid);
  at('worker').value = workerSid;
  await signIn(new Desk(worker.token), 'Signed in, on this machine, as');
}

async function signIn(as, words) {
  desk = as;
  open = new Map();
  draw();
  at('who').textContent = words;
  askWho(false);
  await look();
}

function signOut(why) {
  desk = undefined;
  turn += 1;
  clearTimeout(looking);
  open = new Map();
  draw();
  askWho(true);
  at('token-error').textContent = why;
  if (why) at('token').focus();
}

/** Shows the sign-in alone, or everything else. */
function askWho(asked) {
  for (const id of ['session', 'answered', 'open', 'told']) at(id).hidden = asked;
  at('sign-in').hidden = !asked;
}

/** A token is good for an hour: on one's own machine there is always a new one. */
async function renew(why) {
  const session = local && !renewed ? await localSession() : undefined;
  if (!session) return signOut(why);
  local = session;
  renewed = true;
  await signInAs(at('worker').value);
}

// What is open

/** Looks at the open reservations, now and again after a pause, as long as somebody is signed in and sees it. */
async function look() {
  clearTimeout(looking);
  turn += 1;
  const mine = turn;
  if (!desk || document.hidden) return;
  const answer = await desk.ask('list');
  if (mine !== turn) return;
  if (answer.outcome === 'unauthenticated') return renew(sentenceOf(answer));
  renewed = false;
  at('trouble').textContent = answer.outcome === 'done' ? '' : sentenceOf(answer);
  if (answer.outcome === 'done') compare(answer.reservations);
  looking = setTimeout(look, local ? PAUSE.local : PAUSE.deployed);
}

/** Tells what is new, and what is gone without our doing. */
function compare(reservations) {
  const before = open;
  open = new Map(reservations.map((one) => [one.sid, one]));
  draw();
  for (const { sid, reservation_status: status } of reservations) {
    if (before.get(sid)?.reservation_status !== status) note(`${told(sid, status)}.`, status === 'pending');
  }
  for (const sid of before.keys()) if (!open.has(sid)) tellEnd(sid);
}

async function tellEnd(sid) {
  const end = await desk.ask('fetch', [['ReservationSid', sid]]);
  note(`${told(sid, end.reservation_status)}.`, true);
}

function draw() {
  cards.show([...open.values()]);
  at('none').hidden = open.size > 0;
  at('count').textContent = open.size > 0 ? `${open.size}` : '';
}

// What is done

function press(action, reservation) {
  if (operations[action].asks) return openDialog(action, reservation);
  perform(action, reservation.sid, []);
}

function openDialog(action, reservation) {
  const { summary, fields } = operations[action];
  const dialog = at('dialog');
  Object.assign(dialog.dataset, { action, sid: reservation.sid });
  at('dialog-title').textContent = `${capital(action)} ${short(reservation.sid)}`;
  at('dialog-summary').textContent = summary;
  at('dialog-error').textContent = '';
  at('submit').textContent = capital(action);
  drawFields(at('fields'), fields, knownFor(action, reservation), local?.activities ?? []);
  dialog.showModal();
  at('fields').querySelector('input, select')?.focus();
}

/** The browser gives the focus back before it tells of the closing; who has moved on since keeps theirs. */
function dialogClosed({ target: dialog }) {
  const { activeElement } = document;
  if (activeElement !== document.body && !dialog.contains(activeElement)) return;
  cards.focus(dialog.dataset.sid, dialog.dataset.action);
}

/** Values that a form can begin with. */
function knownFor(action, { sid, task_sid, worker_sid, workspace_sid }) {
  if (action === 'call') {
    const query = new URLSearchParams({
      WorkspaceSid: workspace_sid,
      WorkerSid: worker_sid,
      ReservationSid: sid,
      TaskSid: task_sid,
    });
    return { CallUrl: new URL(`voice/offer?${query}`, document.baseURI).href, CallFrom: local?.callerId };
  }
  return action === 'redirect' ? { RedirectCallSid: callSids.get(task_sid) } : {};
}

async function submitAction(event) {
  event.preventDefault();
  const dialog = at('dialog');
  const { action, sid } = dialog.dataset;
  at('submit').disabled = true;
  const answer = await perform(action, sid, valuesOf(event.target));
  at('submit').disabled = false;
  if (answer.outcome !== 'invalid') return dialog.close();
  const rest = showIssues(event.target, answer.issues);
  at('dialog-error').textContent = [sentenceOf(answer), ...rest].join(' ');
}

async function perform(action, sid, fields) {
  cards.busy(sid, true);
  turn += 1;
  const answer = await desk.ask(action, [['ReservationSid', sid], ...fields]);
  cards.busy(sid, false);
  if (answer.outcome === 'unauthenticated') {
    at('dialog').close();
    await renew(sentenceOf(answer));
    return answer;
  }
  show(action, sid, answer);
  seen(sid, answer.reservation_status);
  look();
  return answer;
}

/** What an answer shows of a reservation is newer than the list. */
function seen(sid, status) {
  if (!status || !open.has(sid)) return;
  if (ENDS.includes(status)) open.delete(sid);
  else open.set(sid, { ...open.get(sid), reservation_status: status });
  draw();
}

const ENDS = ['completed', 'rejected', 'timeout', 'canceled', 'rescinded'];

async function letRing() {
  const workerSid = at('worker').value;
  at('ring').disabled = true;
  try {
    const { task_sid, call_sid, available } = await ring(workerSid);
    callSids.set(task_sid, call_sid);
    note(`${available ? 'The worker is available again. ' : ''}A call comes in.`);
  } catch {
    note('No call could be made to come in.', true);
  }
  at('ring').disabled = false;
  // Being disabled lost it the focus; who has moved on since keeps theirs.
  if (document.activeElement === document.body) at('ring').focus();
  await look();
}

// What is said

function show(action, sid, answer) {
  const headline = element('p', { className: 'headline' }, `${capital(action)} ${short(sid)}: `);
  headline.append(element('strong', {}, headlineOf(answer.outcome)));
  at('answer').replaceChildren(headline, element('p', {}, sentenceOf(answer)), issuesOf(answer));
  at('answer').dataset.tone = toneOf(answer.outcome);
  at('json').textContent = JSON.stringify(answer, null, 2);
  at('whole').hidden = false;
  note(`${capital(action)} ${short(sid)}: ${headlineOf(answer.outcome).toLowerCase()}.`);
}

function issuesOf({ issues = [] }) {
  const lines = issues.map(({ field, expected }) =>
    element('li', {}, element('code', {}, field), ` expects ${expected}`),
  );
  return lines.length > 0 ? element('ul', {}, ...lines) : '';
}

/** Writes a line into the timeline; aloud, too, where nothing else says it. */
function note(text, aloud = false) {
  const now = new Date();
  const time = element('time', { dateTime: now.toISOString() }, now.toLocaleTimeString());
  const line = element('li', {}, time, ' ', element('span', {}, text));
  at('timeline').prepend(line);
  while (at('timeline').children.length > MOST_TOLD) at('timeline').lastElementChild.remove();
  if (aloud) at('said').textContent = text;
}
