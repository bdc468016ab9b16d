/** What an attack is, and how one sees from outside whether it worked. */
import type { BenchmarkReport, ComputeUnit } from '@dumont/protocol';
import type { Stage } from './stage.ts';

export const MB = 2 ** 20;

/** Open in the program that launches the attacks, as whoever started it may have left them; each leads to the stage's folder. */
export const HOST_DESCRIPTORS = [22, 40, 200, 251];

export interface Limits {
  readonly timeoutMs: number;
  /** Only with the sandbox: without it there is none. */
  readonly memoryLimitBytes: number | null;
  readonly scratchBytes: number;
}

/** What came of one attempt. */
export interface Seen {
  /** null: the program that launched it is dead. */
  readonly report: BenchmarkReport | null;
  /** Of the process of another model that ran after it, if there was one. */
  readonly next?: BenchmarkReport;
  /** Processes of the attacker's that outlived it. */
  readonly survivors: number;
  /** By how much the program that launched it grew. */
  readonly growthBytes: number;
  readonly stage: Stage;
}

export interface Attempt {
  readonly threat: string;
  readonly name: string;
  /** The attacker's script, or a real model for the real engine. */
  readonly model: Script | DataModel;
  /** What another model's process does afterwards. */
  readonly then?: Script;
  readonly limits?: Partial<Limits>;
  /** Left out it is the CPU. */
  readonly unit?: ComputeUnit;
  /** Devices that the sandbox must let in, and says that it did. */
  readonly exposes?: readonly string[];
  readonly succeeded: (seen: Seen) => boolean;
  /** `either`: that depends on the machine. `blocked`: a defence that is never switched off. */
  readonly withoutSandbox: 'succeeds' | 'blocked' | 'either';
  /**
   * The addresses that a network namespace of its own carries; descriptors that only bash can open; a file that only root can give away;
   * a folder of devices of its own; keyrings, which containers mostly forbid.
   */
  readonly needs?: 'namespace' | 'descriptors' | 'other user' | 'devices' | 'keyrings';
}

export interface Script {
  readonly attack: string;
  readonly target?: (stage: Stage, hostPid: number) => string;
  readonly amount?: number | ((stage: Stage) => number);
}

/** A model whose weights are said to lie elsewhere. */
export interface DataModel {
  readonly location: (stage: Stage) => string;
  /** What the weights are reached by. `twice`: a link to a link · `swapped`: a file of the model's until it was looked at. */
  readonly link?: 'symbolic' | 'twice' | 'folder' | 'swapped' | 'hard';
  /** The model's own file has a second name too, as in a store of hard links. */
  readonly linkedModel?: boolean;
}

export const says =
  (words: string) =>
  (seen: Seen): boolean =>
    seen.report?.error?.message.includes(words) === true;
export const leaked = ({ report, stage }: Seen): boolean => JSON.stringify(report).includes(stage.secret);
export const loaded = ({ report }: Seen): boolean => report !== null && report.load !== null;
export const hostDied = ({ report }: Seen): boolean => report === null;
/** It neither ended with the cause that it should, nor was held at its limit. */
export const endedOtherThan =
  (...codes: string[]) =>
  ({ report, growthBytes }: Seen): boolean =>
    !codes.includes(report?.error?.code ?? '') || growthBytes > 256 * MB;

export type Row = Omit<Attempt, 'threat'>;
