import type { Fault } from '../../emulator/faults';
import { type Answered, type Decidable, decidable, type Finding, judge } from './judge';
import { type Asked, planFrom } from './plan';
import type { Policy, Practice } from './policies';
import { RATE, weather } from './weather';
import { type StormWorld, startStormWorld } from './world';

export interface StormOptions {
  /** Draws the plan and the order of the faults; which request meets which fault is up to their timing. */
  seed: number;
  requests: number;
  /** Clients at work at once. */
  concurrency?: number;
  faults?: Fault[];
}

/** How a policy came through. */
export interface Weathered {
  policy: string;
  answers: Answered[];
  findings: Finding[];
  /** What the processes said that they should not have. */
  complaints: string[];
  decidable: Decidable;
}

/** Runs the plan under one policy, in a world and a weather of its own, and judges what came of it. */
export async function storm(policy: Policy, options: StormOptions): Promise<Weathered> {
  const { seed, requests, concurrency = 25, faults = weather } = options;
  const plan = planFrom(seed, requests);
  const world = await startStormWorld(plan);
  try {
    await world.turn(false);
    await world.blow(seed, RATE, faults);
    const { answers, complaints } = await carriedOut(policy, plan.jobs, world, concurrency);
    const evidence = await world.settle();
    return {
      policy: policy.name,
      answers,
      findings: judge(plan, answers, evidence),
      complaints,
      decidable: decidable(plan, answers, evidence),
    };
  } finally {
    await world.stop();
  }
}

/** Every job of the plan, by so many clients at once; for the first half the world is unkind. */
async function carriedOut(policy: Policy, jobs: Asked[][], world: StormWorld, concurrency: number) {
  const answers: Answered[] = [];
  const practice = await policy.start(world);
  const complaints: string[] = [];
  try {
    const open = jobs.values();
    const half = Math.floor(jobs.flat().length / 2);
    const client = async () => {
      for (const job of open) {
        for (const asked of job) {
          answers.push(await answered(practice, asked));
          if (answers.length === half) await world.turn(true);
        }
      }
    };
    await Promise.all(Array.from({ length: concurrency }, client));
  } finally {
    complaints.push(...(await practice.stop()));
  }
  return { answers, complaints };
}

async function answered(practice: Practice, asked: Asked): Promise<Answered> {
  const started = performance.now();
  const answer = await practice
    .ask(asked)
    .catch((error: Error) => ({ outcome: `none: ${error.message}`, claim: undefined }));
  return { ...answer, asked, ms: performance.now() - started, at: Date.now() };
}
