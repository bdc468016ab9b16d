/** All that the orchestrator knows. Nothing here does I/O. */
import { Campaigns } from './campaigns.ts';
import { Changes } from './changes.ts';
import { Faults } from './faults.ts';
import { Ledger } from './ledger.ts';
import { resultSchema, type Call } from './schemas.ts';
import { Workers } from './workers.ts';

export class State {
  readonly workers = new Workers();
  readonly campaigns = new Campaigns();
  readonly ledger = new Ledger();
  readonly faults = new Faults();
  readonly changes = new Changes();
  readonly #calls = new Map<Call, number>();

  /** What a restart forgets. What was published stays in the ledger, and what was told stays in the histories: they are evidence. */
  forget(): void {
    this.workers.forget();
    this.campaigns.forget();
    this.changes.notify();
  }

  rename(suffix: string): void {
    this.workers.rename(suffix);
    this.changes.notify();
  }

  /** @param text one element of the list of results */
  receive(text: string): void {
    const { success, data } = resultSchema.safeParse(parseJson(text));
    if (success) {
      this.ledger.add(data);
      this.campaigns.addResult(data);
    } else {
      this.ledger.addUnreadable(text);
    }
    this.changes.notify();
  }

  countCall(call: Call): void {
    for (const name of [call, '*'] as const) this.#calls.set(name, this.calls(name) + 1);
    this.changes.notify();
  }

  /** How often it was called, failed calls and those without an answer yet included. */
  calls(call: Call): number {
    return this.#calls.get(call) ?? 0;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
