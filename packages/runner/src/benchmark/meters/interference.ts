/** What others on the machine took from the phase. */
import type { Interference } from '@dumont/protocol';
import { interferenceBetween, readInterference } from './interference/counters.ts';
import type { Meter } from './meter.ts';

export async function openInterference(): Promise<Meter<Interference>> {
  let before = await readInterference();
  return {
    async begin() {
      before = await readInterference();
    },
    async end({ involuntaryContextSwitches }) {
      return interferenceBetween(before, await readInterference(), involuntaryContextSwitches);
    },
  };
}
