import type { Artefacts } from './artefacts';
import { type Environment, saidBy } from './processes';
import { median } from './statistics';
import { inTurns } from './turns';

/** One stage of a start, in milliseconds a side. */
export interface Stage {
  stage: string;
  naive?: number;
  ours: number;
  floor: number;
}

const STAGES = {
  node: 'Node loads its https',
  load: 'the file is loaded',
  asking: 'from the call to the request',
  request: 'Node makes a request',
  connection: 'it is connected, TLS and all',
  answer: 'it is sent, and answered',
  telling: 'from the answer to the reply',
  log: 'the log line',
} as const;

/** Where the time of a start goes: the figure *load and first answer*, in its stages. */
export async function measureStages(
  { naive, ours, floor }: Artefacts,
  env: Environment,
  rounds: number,
): Promise<Stage[]> {
  const stages = (file: string) => () => saidBy<Record<string, number>>('stages.cjs', [file], env);
  const compile = (file: string) => () => saidBy<{ compile: number }>('compile.cjs', [file], env);
  const [start, compiled] = await inTurns(rounds, [
    { naive: stages(naive.accept), ours: stages(ours.accept), floor: stages(floor) },
    { ours: compile(ours.accept), floor: compile(floor) },
  ]);
  const of = <Key extends string>(side: Partial<Record<Key, number>>[], key: Key) =>
    median(side.map((one) => one[key] ?? 0));
  const part: Stage = {
    stage: '– of which V8 compiles it',
    ours: of(compiled.ours, 'compile'),
    floor: of(compiled.floor, 'compile'),
  };
  return Object.entries(STAGES).flatMap(([key, stage]): Stage[] => {
    const whole = { stage, naive: of(start.naive, key), ours: of(start.ours, key), floor: of(start.floor, key) };
    return key === 'load' ? [whole, part] : [whole];
  });
}
