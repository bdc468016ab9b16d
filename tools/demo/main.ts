/** `npm run demo`: real models on this machine, first one by one, then as a fleet's jobs, and shows what a user would see. */
import { ensureBubblewrap } from '../setup/bubblewrap.ts';
import { Unavailable } from '../setup/unavailable.ts';
import { listenForInterruption } from '../process/interruption.ts';
import { showFleet } from './fleet-part.ts';
import { showRunner } from './runner-part.ts';
import { heading, say } from './say.ts';

const interruption = listenForInterruption();
const { signal } = interruption;
const unconfined = await ensureBubblewrap();
if (unconfined !== null) say(`The models run without their sandbox: ${unconfined}.`);
try {
  heading('1. One machine: dumont-runner');
  process.exitCode = await showRunner(signal);
  if (process.exitCode === 0) {
    heading('2. A fleet: an orchestrator, a Redis and a dumont-supervisor, all on this machine');
    await showFleet(signal);
  }
} catch (error) {
  if (signal.aborted) process.exitCode = interruption.exitCode();
  else if (error instanceof Unavailable) say(`Skipped, because it needs a Redis: ${error.message}.`);
  else throw error;
} finally {
  interruption.close();
}
