/** `npm run bench:overhead [-- --json]`: what measuring costs and adds. Figures of one run on this machine; nothing is asserted. */
import { parseArgs } from 'node:util';
import { findProgram } from '@dumont/runner/host';
import type { WatchCost } from './watch-cost.ts';
import { describePeers } from '../peers/describe.ts';
import { measurePeers, type PeerResults } from '../peers/measure-peers.ts';
import { benchRequest } from '../request.ts';
import { askCallOverhead } from './ask-call-overhead.ts';
import { Unavailable } from '../../setup/unavailable.ts';
import { measureAcceleratorCost } from './accelerator-cost.ts';
import { measureSamplerCost } from './sampler-cost.ts';
import { measureWholeBenchmark } from './whole-benchmark.ts';
import { describeResults } from './describe.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });

const results = {
  calls: { native: await askCallOverhead('native'), node: await askCallOverhead('node') },
  sampler: await measureSamplerCost(),
  accelerator: await measureAcceleratorHere(),
  benchmark: await measureWholeBenchmark(benchRequest()),
};
const peers = await measurePeersHere();
if (values.json) process.stdout.write(`${JSON.stringify({ ...results, peers }, null, 2)}\n`);
else process.stdout.write(`${describeResults(results)}\n${peers === null ? '' : describePeers(peers)}`);

/** @returns null where there is no compiler to build a fake board with */
async function measureAcceleratorHere(): Promise<WatchCost | null> {
  if (process.platform === 'linux' && findProgram('gcc') !== null) return measureAcceleratorCost();
  process.stderr.write('Not measured: what metering a board costs, which takes Linux and gcc.\n');
  return null;
}

/** @returns null where Python has no ONNX Runtime */
async function measurePeersHere(): Promise<PeerResults | null> {
  try {
    return await measurePeers();
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error;
    process.stderr.write(`Not measured beside Python: ${error.message}.\n`);
    return null;
  }
}
