/** `npm run bench:overhead [-- --json]`: what measuring costs and adds. Figures of one run on this machine; nothing is asserted. */
import { parseArgs } from 'node:util';
import { benchRequest } from '../request.ts';
import { askCallOverhead } from './ask-call-overhead.ts';
import { measureSamplerCost } from './sampler-cost.ts';
import { measureWholeBenchmark } from './whole-benchmark.ts';
import { describeResults } from './describe.ts';

const { values } = parseArgs({ options: { json: { type: 'boolean', default: false } } });

const results = {
  calls: { native: await askCallOverhead('native'), node: await askCallOverhead('node') },
  sampler: await measureSamplerCost(),
  benchmark: await measureWholeBenchmark(benchRequest()),
};
process.stdout.write(values.json ? `${JSON.stringify(results, null, 2)}\n` : describeResults(results));
