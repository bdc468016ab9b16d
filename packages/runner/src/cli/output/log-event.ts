/** What a benchmark tells while it runs, in the log. */
import type { Logger } from 'pino';

export function logEvent(log: Logger, event: { readonly type: string }): void {
  // Twice a second: among the steps of the work nobody would see these.
  log[event.type === 'usage' ? 'trace' : 'debug'](event, event.type);
}
