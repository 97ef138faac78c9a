import { type Artefacts, bytes } from './artefacts';
import { type Figure, figureOf } from './figure';
import { firstInvocation } from './lambda';
import { type Environment, type FirstAnswer, firstAnswer } from './processes';

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

  const cold = sides();
  const loaded = sides();
  const loadedPlain = sides();
  const spoken = sides();
  const lambda = sides();
  for (let round = 0; round < rounds; round += 1) {
    cold.naive.push(await first(naive.accept));
    cold.ours.push(await first(ours.accept));
    cold.floor.push(await first(floor));
    loaded.naive.push(await preloaded(naive.accept));
    loaded.ours.push(await preloaded(ours.accept));
    loaded.floor.push(await preloaded(floor));
    loadedPlain.naive.push(await preloaded(naive.accept, plainEnv));
    loadedPlain.ours.push(await preloaded(ours.accept, plainEnv));
    loadedPlain.floor.push(await preloaded(floor, plainEnv));
    spoken.naive.push(await first(naive.offer, 'offer'));
    spoken.ours.push(await first(ours.offer, 'offer'));
    lambda.naive.push(await invoked('bundles/naive-lambda.handler'));
    lambda.ours.push(await invoked('ours/lambda/reservations.accept'));
    lambda.floor.push(await invoked('bundles/floor-lambda.handler'));
  }
  const naiveAndOurs = { naive: times(spoken.naive), ours: times(spoken.ours) };
  return [
    figureOf('load and first answer, fresh process, TLS', 'ms', all(cold, times), { atMost: 0.2 }),
    figureOf('the same where the platform has loaded twilio, TLS', 'ms', all(loaded, times), { atMost: 0.45 }),
    figureOf('the same where the platform has loaded twilio, without TLS', 'ms', all(loadedPlain, times)),
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
    size('one deployed function, minified', made.ours.others, 100),
    size('one deployed function of voice/, minified', made.ours.voice, 160),
  ];
}

type Side = 'naive' | 'ours' | 'floor';

function sides(): Record<Side, FirstAnswer[]> {
  return { naive: [], ours: [], floor: [] };
}

function all(measured: Record<Side, FirstAnswer[]>, read: (answers: FirstAnswer[]) => number[]) {
  return { naive: read(measured.naive), ours: read(measured.ours), floor: read(measured.floor) };
}

const times = (answers: FirstAnswer[]) => answers.map(({ ms }) => ms);
const megabytes = (answers: FirstAnswer[]) => answers.map(({ rss }) => rss / 1e6);
