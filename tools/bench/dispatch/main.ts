/** `npm run bench:dispatch`: how fast jobs are handed out, and what an idle worker costs. Figures of one run on this machine; nothing is asserted. */
import { parseArgs } from 'node:util';
import { startWithRedis } from '../../orchestrator/index.ts';
import { findRedisServer } from '../../setup/redis.ts';
import { measureDispatch, type Dispatch } from './dispatch.ts';
import { measureIdle, type IdleCost } from './idle.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    jobs: { type: 'string', default: '300' },
    'idle-seconds': { type: 'string', default: '60' },
  },
});
const jobs = Number(values.jobs);

const bed = await startWithRedis({}, { program: await findRedisServer() });
try {
  // First with nothing else on that Redis than the orchestrator, whose one blocked call is not a worker's.
  const idle = await measureIdle(bed, Number(values['idle-seconds']));
  await bed.orchestrator.stop();
  const { client, redis } = bed;
  const dispatch = [
    await measureDispatch(client, redis.port, 1, jobs),
    await measureDispatch(client, redis.port, 50, jobs),
  ];
  process.stdout.write(
    values.json ? `${JSON.stringify({ dispatch, idle }, null, 2)}\n` : describe(dispatch, idle),
  );
} finally {
  await bed.stop();
}

function describe(dispatch: readonly Dispatch[], idle: IdleCost): string {
  const row = (name: string, value: number, unit: string, wanted: string): string =>
    `  ${name.padEnd(34)}${value.toFixed(2).padStart(9)} ${unit.padEnd(4)}${wanted === '' ? '' : `  (wanted: at most ${wanted})`}`;
  const { turnaround } = idle;
  return [
    ...dispatch.flatMap(({ loops, jobs: count, p50Ms, p99Ms, wokenPerJob }) => [
      `From LPUSH to claimed, ${loops} idle ${loops === 1 ? 'worker' : 'workers'}, ${count} jobs`,
      row('p50', p50Ms, 'ms', loops === 1 ? '1' : ''),
      row('p99', p99Ms, 'ms', loops === 1 ? '10' : ''),
      row('workers woken for a job', wokenPerJob, '', '1'),
    ]),
    `An idle supervisor, over ${idle.seconds.toFixed(0)} s`,
    row('Redis commands', idle.commandsPerSecond, '/s', '0.5'),
    `    ${Object.entries(idle.commands)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')}`,
    row('memory', idle.residentMb, 'MB', '90'),
    row('CPU, of a core', idle.corePercent, '%', '0.3'),
    row('from SIGTERM to its end', idle.exitMs, 'ms', '500'),
    `A job with a tiny model, median of ${turnaround.jobs}`,
    row('from posting to its result', turnaround.wallMs, 'ms', ''),
    row('process starts, loads, runs', turnaround.benchmarkMs, 'ms', ''),
    row('added', turnaround.addedMs, 'ms', ''),
    '',
  ].join('\n');
}
