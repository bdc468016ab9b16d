/** The same inputs on the provider that was asked for and on the CPU: how far its outputs are from the CPU's. */
import {
  findDrift,
  resolveInputs,
  type Engine,
  type InferenceSession,
  type NamedValues,
} from '@dumont/engines';
import {
  computeUnitRow,
  cpuUnitBeside,
  type InputSpec,
  type OutputDrift,
  type SessionOptions,
  type TaskOf,
} from '@dumont/protocol';
import { withSession } from './with-session.ts';

/** One session after the other: the memory of two may be more than there is. */
export async function compareWithCpu(
  engine: Engine,
  { model, options, inputs, rtol }: TaskOf<'compare-outputs'>,
): Promise<OutputDrift> {
  const actual = await withSession(engine.load(model, options), (session) => runOnce(session, inputs));
  return withSession(engine.load(model, onCpu(options)), (session) =>
    findDrift(session.outputs, actual, () => runOnce(session, inputs), rtol),
  );
}

/** All else as it was asked for. */
function onCpu({ providerOptions: _, device: __, ...options }: SessionOptions): SessionOptions {
  const unit = cpuUnitBeside(options.unit);
  const [provider = 'cpu'] = computeUnitRow(unit).providers;
  return { ...options, unit, provider };
}

async function runOnce(session: InferenceSession, inputs: InputSpec): Promise<NamedValues> {
  const { feeds } = await resolveInputs(session, inputs);
  const bound = session.bind(feeds);
  return bound.readOutputs(await bound.run());
}
