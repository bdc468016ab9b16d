/** What an isolated process does for each kind of task. */
import { findInputs, openEngine, resolveInputs, type Engine, type InferenceSession } from '@dumont/engines';
import { DumontError, type EngineRef, type FromRunner, type TaskOf, type Wall } from '@dumont/protocol';
import type { Assignment, Channel } from './channel.ts';
import { checkUsage } from './check-usage.ts';
import { checkWalls } from './check-walls.ts';
import { inheritedDescriptors } from './inherited-descriptors.ts';
import { measure } from './measure.ts';
import { nothingToPrepare, runPhase } from './run-phase.ts';
import { withSession } from './with-session.ts';

const MOST_TOLD = 16;
const NO_DEVICES = { provider: null, devices: [] };

/** Before it opens the engine, the process has tried the walls around it, and said so. */
async function openBehindWalls({ task, walls }: Assignment, channel: Channel): Promise<Engine> {
  const inherited = inheritedDescriptors();
  const checked = walls === undefined ? Promise.resolve([]) : checkWalls(walls);
  if (inherited.length > 0) {
    const open: Wall[] = [...(await checked), 'descriptors'];
    await channel.send({ type: 'walls', open, inherited: inherited.slice(0, MOST_TOLD) });
    throw new DumontError('INTERNAL', 'this process has open files of its parent’s: it runs nothing');
  }
  const told = checked.then((open) => channel.send({ type: 'walls', open, inherited: [] }));
  // Code of somebody else's must not run before that: our own engines load meanwhile.
  if (bringsCode(task.engine)) await told;
  const [engine] = await Promise.all([openEngine(task.engine), told]);
  return engine;
}

export async function runTask(assignment: Assignment, channel: Channel): Promise<void> {
  const engine = await openBehindWalls(assignment, channel);
  await channel.send(describeEngine(engine));
  const { task } = assignment;
  switch (task.kind) {
    case 'load':
      return withSession(loadTimed(engine, task, channel), (session) => checkUsage(session, task));
    case 'measure':
      return withSession(loadTimed(engine, task, channel), (session) => measure(session, task, channel));
    case 'find-inputs':
      return findAcceptedInputs(engine, task, channel);
    case 'profile':
      return profile(engine, task, channel);
    case 'plan':
      return plan(engine, task, channel);
    case 'compare-outputs': {
      const { compareWithCpu } = await import('./compare-with-cpu.ts');
      return channel.send({ type: 'output-drift', outputDrift: await compareWithCpu(engine, task) });
    }
    case 'on-device': {
      const { measureOnDevice } = await import('./measure-on-device.ts');
      return channel.send(await measureOnDevice(engine, task));
    }
    case 'compile':
      return compile(engine, task, channel);
    case 'probe':
      return channel.send({ type: 'probe', units: [...(await engine.probe(task.target))] });
    case 'list-devices':
      return channel.send(await devicesOf(engine, task));
  }
}

function bringsCode({ package: name, library, plugIn }: EngineRef): boolean {
  return name !== null || library !== undefined || plugIn !== undefined;
}

function describeEngine(engine: Engine): FromRunner {
  return {
    type: 'engine',
    name: engine.name,
    version: engine.version,
    hasProfiler: engine.loadProfiled !== undefined,
    ...(engine.planPlacement === undefined ? {} : { hasPlan: true }),
    ...(engine.api === undefined ? {} : { api: engine.api }),
    ...(engine.fallbackReason === undefined ? {} : { fallbackReason: engine.fallbackReason }),
  };
}

async function devicesOf(engine: Engine, { target }: TaskOf<'list-devices'>): Promise<FromRunner> {
  const { provider, devices } = (await engine.listDevices?.(target)) ?? NO_DEVICES;
  return { type: 'devices', provider, devices: [...devices] };
}

async function loadTimed(
  engine: Engine,
  task: TaskOf<'load'> | TaskOf<'measure'>,
  channel: Channel,
): Promise<InferenceSession> {
  const { session, ms } = await runPhase(channel, {
    phase: 'load',
    expectedMs: null,
    countRuns: () => 1,
    prepare: nothingToPrepare,
    body: async () => {
      const startMs = performance.now();
      const session = await engine.load(task.model, task.options);
      return { session, ms: performance.now() - startMs };
    },
  });
  await channel.send({
    ...{ type: 'loaded', ms },
    inputs: [...session.inputs],
    notFetched: [...(session.notFetched ?? [])],
    ...(session.provider === undefined ? {} : { provider: session.provider }),
  });
  return session;
}

async function compile(engine: Engine, task: TaskOf<'compile'>, channel: Channel): Promise<void> {
  if (engine.compile === undefined)
    throw new DumontError(
      'USAGE',
      `the engine ${engine.name} compiles no model, and its manifest says it does`,
    );
  await channel.send({ type: 'compiling' });
  const startMs = performance.now();
  await engine.compile(task.model, task.target);
  await channel.send({ type: 'compiled', ms: performance.now() - startMs });
}

async function findAcceptedInputs(
  engine: Engine,
  task: TaskOf<'find-inputs'>,
  channel: Channel,
): Promise<void> {
  await withSession(engine.load(task.model, task.options), async (session) => {
    const { spec, attempts } = await findInputs(session, task.inputs, {
      refusal: task.refusal,
      tried: task.tried,
      onTry: () => channel.send({ type: 'trying' }),
    });
    const inputs = {
      shapes: added(spec.shapes, task.inputs.shapes),
      dims: added(spec.dims, task.inputs.dims),
      values: added(spec.values, task.inputs.values),
      searched: spec.searched ?? [],
    };
    await channel.send({ type: 'found', inputs, attempts });
  });
}

/** The parent has the rest. */
function added<Value>(
  found: Readonly<Record<string, Value>>,
  given: Readonly<Record<string, Value>>,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(found).filter(([name]) => !Object.hasOwn(given, name)));
}

async function profile(engine: Engine, task: TaskOf<'profile'>, channel: Channel): Promise<void> {
  if (engine.loadProfiled === undefined || !('path' in task.model)) {
    throw new DumontError('INTERNAL', `the engine ${engine.name} has no profiler`);
  }
  const loading = engine.loadProfiled(task.model, task.options, task.scratchFolder);
  await withSession(loading, async (session) => {
    const { feeds } = await resolveInputs(session, task.inputs);
    const bound = session.bind(feeds);
    for (let run = 0; run < task.runs; run++) await bound.run();
    const result = await session.readProfile();
    await channel.send({
      type: 'profile',
      runs: result.runs,
      operators: [...result.operators],
      placement: result.placement,
    });
  });
}

async function plan(engine: Engine, task: TaskOf<'plan'>, channel: Channel): Promise<void> {
  if (engine.planPlacement === undefined || !('path' in task.model)) {
    throw new DumontError('INTERNAL', `the engine ${engine.name} has no plan`);
  }
  const found = await engine.planPlacement(task.model, task.options);
  const told = 'reason' in found ? { planned: null, reason: found.reason } : { planned: found, reason: null };
  await channel.send({ type: 'plan', ...told });
}
