/** What tests and tools may ask of a running orchestrator. */
import type { Publications } from './ledger.ts';
import type { Call, Failure, ResultRecord } from './schemas.ts';
import type { State } from './state.ts';
import type { StatusChange, Worker } from './workers.ts';

export interface CampaignSpec {
  readonly modelUrl: string;
  readonly jobs: readonly {
    /** A wire string such as `CPU (ONNX)`, right or wrong; empty: any unit, which needs a worker. `CPU` by default. */
    readonly computeUnit?: string;
    /** 10 by default. */
    readonly runs?: number;
    /** Only this worker is to take it. */
    readonly workerId?: string;
    readonly timeoutSeconds?: number;
  }[];
}

export interface PostedCampaign {
  readonly campaignId: string;
  /** In the order of the jobs. */
  readonly jobIds: readonly string[];
}

export interface Orchestrator {
  /** `http://<host>:<port>` */
  readonly url: string;
  readonly port: number;
  /** Everything that it knows, for whatever the methods below do not tell. */
  readonly state: State;

  /** Ends all that it started. Whoever still waits gets an error. */
  readonly stop: () => Promise<void>;
  /** Takes no more calls, until `comeBack` on the same port. It forgets nothing, and still takes results from Redis. */
  readonly goAway: () => Promise<void>;
  readonly comeBack: () => Promise<void>;
  /** Workers, campaigns and jobs, as a restart does; not what was published, nor the histories. */
  readonly forget: () => void;
  /** Forgets all workers. From now on each device gets its usual id with this at the end. */
  readonly rename: (suffix: string) => void;
  /** From now on every call, or every one of a kind, is answered this much later; 0 ends it. */
  readonly delay: (ms: number, call?: Call) => void;
  /** The next call of the kind fails, or the next `times`, and has no effect. */
  readonly fail: (call: Call, how: Failure, times?: number) => void;
  /** Marks workers that have been silent for too long as faulty; it happens by itself every few seconds. */
  readonly sweep: () => void;

  readonly postCampaign: (campaign: CampaignSpec) => Promise<PostedCampaign>;
  /** Queues a job once more under the unit's un-normalised name, as SARK does. @throws RangeError where there is no such job */
  readonly retry: (jobId: string) => Promise<void>;
  /** From now on the job is served with these fields, right or wrong; a field that is `undefined` is left out. */
  readonly alterJob: (jobId: string, fields: Readonly<Record<string, unknown>>) => void;

  /** All that came for the job, in order. */
  readonly results: (jobId: string) => readonly ResultRecord[];
  /** Jobs of which more than one result came. */
  readonly duplicates: () => Publications[];
  /** @param what a job: resolves with its results when there is one. A number: resolves with all when there are so many. */
  readonly waitForResults: (what: string | number) => Promise<readonly ResultRecord[]>;
  /**
   * Resolves when everything that had been published before the call has been received; where Redis is killed meanwhile, only with
   * `drain: 'keep'`.
   */
  readonly flush: () => Promise<void>;
  readonly workers: () => Worker[];
  /** Every status that the worker was given, in order. */
  readonly statusHistory: (workerId: string) => readonly StatusChange[];
  /** How often a call came, calls that fail or have no answer yet included. */
  readonly calls: (call: Call) => number;
  /** Resolves when the predicate holds; it is asked when a call comes, after it, and after every result. */
  readonly waitFor: (predicate: () => boolean) => Promise<void>;
}
