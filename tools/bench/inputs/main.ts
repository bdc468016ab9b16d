/**
 * `npm run bench:inputs [-- --rounds 40]`: how much faster or slower real models are on inputs that Dumont makes up than on sensible ones
 * given by hand. Both alternate in one process. Where they differ by more than 15 %, the report must warn of its inputs; one that does
 * not is an exit code of 1.
 */
import { parseArgs } from 'node:util';
import { openEngine, resolveInputs, type InferenceSession } from '@dumont/engines';
import { PLAIN_OPTIONS } from '@dumont/engines/testing';
import type { InputSpec, WarningCode } from '@dumont/protocol';
import { parseShape, splitAtFirst } from '@dumont/protocol/settings';
import { DEFAULT_REQUEST, launchBenchmark } from '@dumont/runner';
import { quantileOfSorted, sortSamples } from '../../../packages/protocol/src/statistics/quantile.ts';
import { REAL_MODELS, type RealModel } from '../../models/real-models.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '40' } } });
const rounds = Number(values.rounds);
if (!Number.isInteger(rounds) || rounds < 4) throw new Error('--rounds must be a whole number from 4 on');

const ALIKE = { least: 0.85, most: 1.15 };
const OF_INPUTS: readonly WarningCode[] = ['SHAPES_SEARCHED', 'DYNAMIC_DIMS_DEFAULTED', 'AMOUNT_MADE_UP'];
const engineRef = { name: 'onnx', package: null } as const;
const engine = await openEngine(engineRef);

let isSilent = false;
for (const model of REAL_MODELS) {
  const { inputs, warned } = await makeUp(model);
  const ratio = await compare(model, inputs, byHand(model));
  const isAlike = ratio >= ALIKE.least && ratio <= ALIKE.most;
  isSilent ||= !isAlike && warned.length === 0;
  const verdict = isAlike
    ? 'alike'
    : warned.length > 0
      ? 'not alike, and warned of'
      : 'NOT ALIKE, AND SILENT';
  process.stdout.write(
    `${model.name}: ${ratio.toFixed(2)} (${verdict}: ${warned.join(' ') || 'no warning'})\n`,
  );
}
process.exitCode = isSilent ? 1 : 0;

/** @returns what an ordinary benchmark runs it on, and which of its warnings are about that */
async function makeUp({ file }: RealModel): Promise<{ inputs: InputSpec; warned: string[] }> {
  let inputs: InputSpec = DEFAULT_REQUEST.inputs;
  const { error, warnings } = await launchBenchmark(
    {
      ...DEFAULT_REQUEST,
      model: { path: file, format: 'onnx' },
      computeUnit: 'CPU (ONNX)',
      engine: engineRef,
      loads: 1,
      measureFloor: false,
    },
    {
      onEvent: (event) => {
        if (event.type === 'inputs-found') ({ inputs } = event);
      },
    },
  );
  if (error !== null) throw new Error(`${file}: ${error.message}`);
  return { inputs, warned: warnings.flatMap(({ code }) => OF_INPUTS.filter((known) => known === code)) };
}

/** The flags of the demonstration, as a specification. */
function byHand({ flags }: RealModel): InputSpec {
  const spec: InputSpec = { ...DEFAULT_REQUEST.inputs, shapes: {}, values: {} };
  for (let index = 0; index < flags.length; index += 2) {
    const given = splitAtFirst(flags[index + 1] ?? '');
    if (given === undefined) throw new Error(`no value: ${flags[index]}`);
    if (flags[index] === '--value') spec.values[given.name] = given.value;
    else spec.shapes[given.name] = parseShape(given.value) ?? [];
  }
  return spec;
}

/** @returns the 25th percentile of the one as a multiple of the other's: what else the machine does only slows down */
async function compare({ file }: RealModel, madeUp: InputSpec, sensible: InputSpec): Promise<number> {
  const session = await engine.load({ path: file, format: 'onnx' }, { ...PLAIN_OPTIONS, intraOpThreads: 1 });
  try {
    const run = [await prepare(session, madeUp), await prepare(session, sensible)] as const;
    const times: [number[], number[]] = [[], []];
    for (let round = 0; round < rounds; round += 1) {
      for (const side of round % 2 === 0 ? ([0, 1] as const) : ([1, 0] as const))
        times[side].push(await run[side]());
    }
    const [one, other] = times.map((ms) => quantileOfSorted(sortSamples(ms), 0.25));
    return (one ?? Number.NaN) / (other ?? Number.NaN);
  } finally {
    await session[Symbol.asyncDispose]();
  }
}

async function prepare(session: InferenceSession, spec: InputSpec): Promise<() => Promise<number>> {
  const { feeds } = await resolveInputs(session, spec);
  const bound = session.bind(feeds);
  await bound.run();
  return async () => {
    const startMs = performance.now();
    await bound.run();
    return performance.now() - startMs;
  };
}
