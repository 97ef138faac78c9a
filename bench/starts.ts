import { type Artefacts, bytes } from './artefacts';
import { type Figure, figureOf } from './figure';
import { firstInvocation } from './lambda';
import { type Environment, type FirstAnswer, firstAnswer } from './processes';
import { inTurns } from './turns';

/** What a fresh process costs until its first answer, of each kind, in turns. */
export async function measureStarts(
  made: Artefacts,
  folder: string,
  env: Environment,
  rounds: number,
): Promise<Figure[]> {
  const { ours, naive, floor, library } = made;
  const plainEnv = { ...env, TASKROUTER_URL: env.PLAIN_URL ?? '' };
  const first = (file: string, what: 'accept' | 'offer' = 'accept') => firstAnswer(file, what, env);
  const preloaded = (file: string, over = env) => firstAnswer(file, 'accept', over, [library]);
  const invoked = async (handler: string) => ({ ms: await firstInvocation(folder, handler, env), rss: 0 });

  // As where nobody names a certificate: Node comes to its own list of them when it first connects.
  const unnamed = {
    TASKROUTER_URL: env.TASKROUTER_URL ?? '',
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
    NODE_NO_WARNINGS: '1',
  };
  const firstUnnamed = (file: string) => () => firstAnswer(file, 'accept', unnamed);

  const [cold, coldUnnamed, loaded, loadedPlain, spoken, lambda] = await inTurns(rounds, [
    { naive: () => first(naive.accept), ours: () => first(ours.accept), floor: () => first(floor) },
    { naive: firstUnnamed(naive.accept), ours: firstUnnamed(ours.accept), floor: firstUnnamed(floor) },
    { naive: () => preloaded(naive.accept), ours: () => preloaded(ours.accept), floor: () => preloaded(floor) },
    {
      naive: () => preloaded(naive.accept, plainEnv),
      ours: () => preloaded(ours.accept, plainEnv),
      floor: () => preloaded(floor, plainEnv),
    },
    { naive: () => first(naive.offer, 'offer'), ours: () => first(ours.offer, 'offer') },
    {
      naive: () => invoked('bundles/naive-lambda.handler'),
      ours: () => invoked('ours/lambda/reservations.accept'),
      floor: () => invoked('bundles/floor-lambda.handler'),
    },
  ]);
  const naiveAndOurs = { naive: times(spoken.naive), ours: times(spoken.ours) };
  return [
    figureOf('load and first answer, fresh process, TLS', 'ms', all(cold, times), { atMost: 0.2 }),
    figureOf("load and first answer, with Node's own list of certificates, TLS", 'ms', all(coldUnnamed, times)),
    figureOf('load and first answer, the platform has loaded twilio, TLS', 'ms', all(loaded, times), { atMost: 0.45 }),
    figureOf('load and first answer, the platform has loaded twilio, without TLS', 'ms', all(loadedPlain, times)),
    figureOf('load and first TwiML, voice/offer with its reads, TLS', 'ms', naiveAndOurs, { atMost: 0.27 }),
    figureOf('memory (RSS) after the first answer', 'MB', all(cold, megabytes), { atMost: 0.75 }),
    figureOf('Lambda, spawn to first response, against naive and middy', 'ms', all(lambda, times), { atMost: 0.27 }),
  ];
}

/** What is deployed for one function: of ours the largest of its kind. */
export function measureSizes(made: Artefacts): Figure[] {
  const naive = bytes(made.naiveBundle) / 1_000;
  const floor = bytes(made.floorBundle) / 1_000;
  const size = (figure: string, files: string[], atMost: number): Figure => {
    const ours = Math.max(...files.map(bytes)) / 1_000;
    return { figure, unit: 'kB', naive, ours, floor, ratio: ours / naive, goal: { atMost, of: 'ours' } };
  };
  return [
    size('one function with its library, minified', made.ours.others, 100),
    size('one function of voice/ with its library, minified', made.ours.voice, 160),
  ];
}

type Measured = Record<'naive' | 'ours' | 'floor', FirstAnswer[]>;

function all(measured: Measured, read: (answers: FirstAnswer[]) => number[]) {
  return { naive: read(measured.naive), ours: read(measured.ours), floor: read(measured.floor) };
}

const times = (answers: FirstAnswer[]) => answers.map(({ ms }) => ms);
const megabytes = (answers: FirstAnswer[]) => answers.map(({ rss }) => rss / 1e6);
