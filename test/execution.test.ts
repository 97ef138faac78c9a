import { actions } from '../taskrouter/actions';
import { read, update } from '../taskrouter/execution';
import type { Failure, FailureKind } from '../taskrouter/failure';
import type { Gateway, Result } from '../taskrouter/gateway';
import type { ReservationStatus } from '../taskrouter/parameters';
import type { Reservation } from '../taskrouter/reservations';
import type { Wish } from '../taskrouter/verdict';
import { Deadline, type Time } from '../wire/deadline';

const AT = { workspaceSid: 'WS', workerSid: 'WK', reservationSid: 'WR' };
const FROM = actions.accept.from;
const ACCEPT: Wish = { sets: 'accepted' };
const CALL: Wish = { gives: 'call', accepts: false };
const CONFERENCE: Wish = { gives: 'conference', accepts: true };

const shows = (status: ReservationStatus): Result<Reservation> => ({
  ok: true,
  value: { reservation_status: status } as Reservation,
  etag: `"${status}"`,
});
const fails = (kind: FailureKind, message: string = kind): Result<Reservation> => ({
  ok: false,
  failure: { kind, message } satisfies Failure,
});

/** A TaskRouter that answers from a script; each answer takes a tenth of a second. */
function scripted(answers: Result<Reservation>[], costMs = 100) {
  let now = 0;
  const time: Time = {
    now: () => now,
    today: () => now,
    sleep: async (ms) => {
      now += ms;
    },
    random: () => 0.5,
  };
  const budgets: number[] = [];
  let deadline: Deadline | undefined;
  let made = 0;
  const gateway: Gateway = {
    async ask<Value>() {
      budgets.push(deadline?.left() ?? -1);
      now += costMs;
      const answer = answers[Math.min(made++, answers.length - 1)];
      return answer as unknown as Result<Value>;
    },
    until: (later) => {
      deadline = later;
    },
    attempts: () => made,
    requestId: () => undefined,
  };
  return { gateway, deadline: new Deadline(9_000, time), budgets, made: () => made };
}

async function end(wish: Wish, answers: Result<Reservation>[], from = FROM) {
  const { gateway, deadline, made } = scripted(answers);
  const { outcome, reservation, failure } = await update(gateway, AT, wish, from, {}, deadline);
  return { outcome, seen: reservation?.reservation_status, failure: failure?.kind, made: made() };
}

describe('TaskRouter says yes', () => {
  test.each<[string, Wish, ReservationStatus, string]>([
    ['accept', ACCEPT, 'accepted', 'done'],
    ['call', CALL, 'pending', 'started'],
    ['call', CALL, 'accepted', 'done'],
    ['call', CALL, 'canceled', 'lost'],
    ['call', CALL, 'rejected', 'not_allowed'],
    ['conference', CONFERENCE, 'completed', 'done'],
    ['conference', CONFERENCE, 'wrapping', 'done'],
    ['conference', CONFERENCE, 'pending', 'started'],
    ['update of something else', { changes: 'other' }, 'pending', 'done'],
  ])('%s %j, and shows %s: %s', async (_name, wish, status, outcome) => {
    expect(await end(wish, [shows(status)])).toEqual({ outcome, seen: status, failure: undefined, made: 1 });
  });

  test.each<[ReservationStatus, string]>([
    ['accepted', 'done'],
    ['pending', 'unknown'],
    ['rejected', 'not_allowed'],
    ['canceled', 'lost'],
    ['completed', 'unknown'],
  ])('to an accept, but shows pending, and a read shows %s: %s', async (status, outcome) => {
    const found = await end(ACCEPT, [shows('pending'), shows(status)]);
    expect(found).toMatchObject({ outcome, seen: status, made: 2 });
  });
});

describe('TaskRouter says no', () => {
  test.each<[FailureKind, string]>([
    ['throttled', 'throttled'],
    ['not found', 'not_found'],
    ['stale', 'stale'],
    ['credentials', 'unavailable'],
    ['settings', 'unavailable'],
    ['unsent', 'unavailable'],
  ])('%s needs no read: %s', async (kind, outcome) => {
    const { gateway, deadline, made } = scripted([fails(kind)]);
    const found = await update(gateway, AT, CALL, FROM, {}, deadline);
    expect(found).toMatchObject({ outcome, failure: { kind } });
    if (kind !== 'throttled') expect(made()).toBe(1);
  });

  test.each<[Wish, ReservationStatus, string, string]>([
    [ACCEPT, 'accepted', 'x', 'already'],
    [ACCEPT, 'timeout', 'x', 'lost'],
    [ACCEPT, 'wrapping', 'x', 'not_allowed'],
    [ACCEPT, 'pending', 'a bad parameter', 'refused'],
    [ACCEPT, 'pending', 'not in expected state [pending] and cannot be updated to [onHold]', 'not_allowed'],
    [CALL, 'pending', 'Reservation WR is not currently in a Pending state.', 'not_allowed'],
    [CALL, 'accepted', 'x', 'not_allowed'],
    [CALL, 'rescinded', 'x', 'lost'],
  ])('to %j on what a read shows as %s, saying "%s": %s', async (wish, status, message, outcome) => {
    const found = await end(wish, [fails('refused', message), shows(status)]);
    expect(found).toEqual({ outcome, seen: status, failure: outcome === 'already' ? undefined : 'refused', made: 2 });
  });

  test('and no read is to be had: the state that it names decides', async () => {
    const named = 'Reservation WR is already in state [accepted] and cannot be updated to [accepted]';
    expect((await end(ACCEPT, [fails('refused', named), fails('credentials')])).outcome).toBe('already');
    expect((await end(CALL, [fails('refused', named), fails('credentials')])).outcome).toBe('not_allowed');
    expect((await end(ACCEPT, [fails('refused', 'in state [odd]'), fails('credentials')])).outcome).toBe('refused');
    expect((await end(ACCEPT, [fails('refused', 'no state'), fails('credentials')])).outcome).toBe('refused');
    expect((await end(ACCEPT, [fails('refused'), fails('not found')])).outcome).toBe('not_found');
  });
});

test('a success that is only seen by a read carries no failure; another end says what TaskRouter showed', async () => {
  const seen = scripted([shows('pending'), shows('accepted')]);
  expect(await update(seen.gateway, AT, ACCEPT, FROM, {}, seen.deadline)).toStrictEqual({
    outcome: 'done',
    reservation: { reservation_status: 'accepted' },
    etag: '"accepted"',
  });
  const lost = scripted([shows('pending'), shows('pending')]);
  const { failure } = await update(lost.gateway, AT, ACCEPT, FROM, {}, lost.deadline);
  expect(failure).toStrictEqual({ kind: 'ambiguous', message: 'TaskRouter answered 200 and showed pending' });
});

test('a reply without an etag leaves none behind', async () => {
  const bare = scripted([{ ok: true, value: { reservation_status: 'accepted' } as Reservation }]);
  expect(await read(bare.gateway, AT, bare.deadline)).toStrictEqual({
    outcome: 'done',
    reservation: { reservation_status: 'accepted' },
  });
});

describe('nobody knows', () => {
  test('an instruction is sent once, and a read decides', async () => {
    expect(await end(CALL, [fails('ambiguous'), shows('pending')])).toMatchObject({ outcome: 'unknown', made: 2 });
    expect(await end(CONFERENCE, [fails('ambiguous'), shows('accepted')])).toMatchObject({ outcome: 'done', made: 2 });
    expect(await end(CONFERENCE, [fails('ambiguous'), shows('canceled')])).toMatchObject({ outcome: 'lost', made: 2 });
    expect(await end(CONFERENCE, [fails('ambiguous'), shows('wrapping')])).toMatchObject({ outcome: 'unknown' });
    expect(await end(CALL, [fails('ambiguous'), shows('rejected')])).toMatchObject({ outcome: 'unknown' });
  });

  test('what can be read no more is unknown, or gone', async () => {
    expect(await end(CALL, [fails('ambiguous'), fails('credentials')])).toMatchObject({ outcome: 'unknown' });
    expect(await end(CALL, [fails('ambiguous'), fails('not found')])).toMatchObject({ outcome: 'not_found' });
  });

  test('a change of status is sent again, and what its own first attempt did is done', async () => {
    const refused = fails('refused', 'already in state [accepted]');
    expect(await end(ACCEPT, [fails('ambiguous'), shows('accepted')])).toMatchObject({ outcome: 'done', made: 2 });
    expect(await end(ACCEPT, [fails('ambiguous'), refused, shows('accepted')])).toMatchObject({
      outcome: 'done',
      made: 3,
    });
  });

  test('a revision that our own first attempt may have used up is looked into', async () => {
    const answers = (status: ReservationStatus) => [fails('ambiguous'), fails('stale'), shows(status)];
    expect(await end(ACCEPT, answers('accepted'))).toMatchObject({ outcome: 'done' });
    expect(await end(ACCEPT, answers('pending'))).toMatchObject({ outcome: 'stale' });
    expect(await end(ACCEPT, answers('rejected'))).toMatchObject({ outcome: 'not_allowed' });
  });

  test('a limit or an outage after it does not hide that it may have acted', async () => {
    expect(await end(ACCEPT, [fails('ambiguous'), fails('unsent'), shows('pending')])).toMatchObject({
      outcome: 'unknown',
    });
  });

  test.each<[ReservationStatus, string]>([
    ['completed', 'done'],
    ['pending', 'unknown'],
    ['accepted', 'unknown'],
    ['wrapping', 'unknown'],
    ['timeout', 'lost'],
    ['rejected', 'not_allowed'],
  ])('a complete that may have acted, on what is then %s: %s', async (status, outcome) => {
    const found = await end(
      { sets: 'completed' },
      [fails('ambiguous'), fails('refused'), shows(status)],
      actions.complete.from,
    );
    expect(found).toMatchObject({ outcome, seen: status });
  });
});

test('an instruction that has no time left is not sent, and that is certain', async () => {
  const { gateway, made } = scripted([shows('pending')]);
  const end = await update(gateway, AT, CALL, FROM, {}, new Deadline(1_200));
  expect([end.outcome, made()]).toEqual(['unavailable', 0]);
});

test('a second is kept back for the read', async () => {
  const { gateway, deadline, budgets } = scripted([fails('ambiguous'), shows('pending')]);
  await update(gateway, AT, CALL, FROM, {}, deadline);
  expect(budgets).toEqual([8_000, 4_450]);
});

test('what may be repeated takes half of the time left, so that an answer that never comes leaves time for another', async () => {
  const { gateway, deadline, budgets } = scripted([fails('ambiguous'), shows('accepted')]);
  await update(gateway, AT, ACCEPT, FROM, {}, deadline);
  // 100 ms went to the first answer, 50 ms to the wait.
  expect(budgets).toEqual([4_000, 3_925]);
});

test('a read is repeated while it may help, and an ambiguous end of it changed nothing', async () => {
  const patient = scripted([fails('ambiguous'), fails('throttled'), shows('wrapping')]);
  expect(await read(patient.gateway, AT, patient.deadline)).toMatchObject({ outcome: 'done', etag: '"wrapping"' });
  const hopeless = scripted([fails('ambiguous')], 3_000);
  expect(await read(hopeless.gateway, AT, hopeless.deadline)).toMatchObject({ outcome: 'unavailable' });
});
