import type { Footing } from './context.ts';

/** Something has changed that the session was built on: it ends, and another one begins. */
export class SessionOutdated extends Error {
  override readonly name = 'SessionOutdated';
  readonly next: Footing;

  constructor(message: string, next: Footing) {
    super(message);
    this.next = next;
  }
}
