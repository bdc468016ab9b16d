import { enginesFor } from '@dumont/engines/manifests';
import t from 'tap';
import { probeUnits } from './probe-units.ts';

await t.test('a probe that fails is a unit that does not run', async (t) => {
  const engines = enginesFor('/no/such/engine.js', process.cwd(), process.platform);
  const [probe] = await probeUnits(engines, new AbortController());
  t.match(probe, { available: false, reason: /does not load|no engine package|Cannot find/ });
});
