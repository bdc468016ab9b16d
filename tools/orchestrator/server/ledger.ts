/** Every result that ever came, in order. SARK has nothing like it: it is how a result that is missing or came twice shows. */
import type { ResultRecord } from './schemas.ts';

export interface Publications {
  readonly jobId: string;
  /** How often a result of the job came. */
  readonly count: number;
  /** How often under each `result_id`; results without one are under the empty string. */
  readonly byResultId: Readonly<Record<string, number>>;
}

export class Ledger {
  readonly #results: ResultRecord[] = [];
  readonly #byJob = new Map<string, ResultRecord[]>();
  readonly #unreadable: string[] = [];

  add(result: ResultRecord): void {
    this.#results.push(result);
    const ofJob = this.#byJob.get(result.job_id);
    if (ofJob === undefined) this.#byJob.set(result.job_id, [result]);
    else ofJob.push(result);
  }

  /** Something lay among the results that is none. */
  addUnreadable(text: string): void {
    this.#unreadable.push(text);
  }

  get all(): readonly ResultRecord[] {
    return this.#results;
  }

  get unreadable(): readonly string[] {
    return this.#unreadable;
  }

  of(jobId: string): readonly ResultRecord[] {
    return this.#byJob.get(jobId) ?? [];
  }

  publications(): Publications[] {
    return [...this.#byJob].map(([jobId, results]) => {
      const groups = Map.groupBy(results, ({ result_id }) => result_id ?? '');
      const counts = [...groups].map(([id, group]) => [id, group.length] as const);
      return { jobId, count: results.length, byResultId: Object.fromEntries(counts) };
    });
  }

  /** Jobs of which more than one result came. */
  duplicates(): Publications[] {
    return this.publications().filter(({ count }) => count > 1);
  }
}
