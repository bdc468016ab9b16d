/** The CoreML engine on the fake of CoreML: in this process, and as a package for isolated ones. */
import { appendFile, cp } from 'node:fs/promises';
import path from 'node:path';
import koffi from 'koffi';
import { PbfWriter } from 'pbf';
import t, { type Test } from 'tap';
import { formatOfName, type ModelFile, type SessionOptions } from '@dumont/protocol';
import { resolveInputs, type Engine } from '@dumont/engines';
import { DEFAULT_REQUEST } from '@dumont/runner';
import { PLAIN_OPTIONS } from '@dumont/engines/testing';
import { openEngineBy } from '../../packages/engines/src/coreml/open.ts';
import { buildFakeCoreml, type FakeCoreml } from '../../tools/coreml/build-fake.ts';
import { Unavailable } from '../../tools/setup/unavailable.ts';

const ROOT = path.resolve(import.meta.dirname, '..', '..');
export const MODELS = path.join(ROOT, 'tools', 'models', 'coreml');

const built = await orReason(buildFakeCoreml());
/** Of macOS 13. A process has this one or the other: their classes are called the same. */
const builtOld = await orReason(buildFakeCoreml({ isOld: true }));

async function orReason(fake: Promise<FakeCoreml>): Promise<FakeCoreml | string> {
  try {
    return await fake;
  } catch (error) {
    if (error instanceof Unavailable) return error.message;
    throw error;
  }
}

/** Why tests on the fake are left out, or false. */
export const skip = typeof built === 'string' ? built : false;

export interface Fake {
  readonly paths: FakeCoreml['paths'];
  readonly engine: Engine;
  /** How many objects of the fake's own are there. */
  readonly liveObjects: () => number;
  /** What it was told, line by line. */
  readonly log: () => string[];
}

export async function openFake(): Promise<Fake> {
  const { paths } = fakeCoreml(built);
  const engine = await openEngineBy(paths);
  const library = koffi.load(paths.coreml);
  const liveObjects = library.func('long fake_live_objects()');
  const log = library.func('const char *fake_log()');
  return {
    paths,
    engine,
    liveObjects: () => Number(liveObjects()),
    log: () => String(log()).split('\n'),
  };
}

function fakeCoreml(fake: FakeCoreml | string): FakeCoreml {
  if (typeof fake === 'string') throw new Error(fake);
  return fake;
}

/** Nobody reads it. */
const UNKNOWN_FIELD = 9999;

export const GPU: SessionOptions = { ...PLAIN_OPTIONS, unit: 'GPU (CoreML)', provider: 'coreml' };

export function modelFile(file: string): ModelFile {
  return { path: path.resolve(MODELS, file), format: formatOfName(file) ?? 'mlmodel' };
}

/**
 * A model that works, under a name that asks the fake for something.
 * @param mark in its bytes: models of one mark have the same, and are compiled to the same
 * @returns its path
 */
export async function renamedModel(
  folder: string,
  name: string,
  from = 'network.mlmodel',
  mark = name,
): Promise<string> {
  const file = path.join(folder, name);
  await cp(path.join(MODELS, from), file, { recursive: true });
  const inside = name.endsWith('.mlpackage') ? path.join('Data', 'com.apple.CoreML', 'model.mlmodel') : '';
  // What is compiled is kept by the model's bytes: another name alone would be the same model.
  const pbf = new PbfWriter();
  pbf.writeStringField(UNKNOWN_FIELD, mark);
  await appendFile(path.join(file, inside), pbf.finish());
  return file;
}

const MANIFEST = {
  name: 'coreml',
  formats: ['mlmodel', 'mlpackage', 'mlmodelc'],
  compiles: { mlmodel: 'mlmodelc', mlpackage: 'mlmodelc' },
  units: ['GPU (CoreML)', 'Neural Engine (CoreML)', 'CPU (CoreML)'],
  sessionOptions: ['sessionEntries'],
};

/** A third party's engine, as production sees it: ours, told of the fake's libraries. @returns its path */
export function enginePackage(t: Test, { isOld = false } = {}): string {
  const { paths } = fakeCoreml(isOld ? builtOld : built);
  const source = path.join(ROOT, 'packages', 'engines', 'src', 'coreml', 'open.ts');
  const folder = t.testdir({
    'package.json': JSON.stringify({ name: 'fake-coreml', type: 'module', dumont: MANIFEST }),
    'main.js': `import { openEngineBy } from ${JSON.stringify(source)};
export const engine = await openEngineBy(${JSON.stringify(paths)});
`,
  });
  return path.join(folder, 'main.js');
}

/** A test on the engine in this process: no object is left after it. */
export function testEngine(name: string, body: (t: Test, fake: Fake) => Promise<void>) {
  return t.test(name, { skip }, async (t) => {
    const fake = await openFake();
    await body(t, fake);
    t.equal(fake.liveObjects(), 0, 'no object is left');
  });
}

/** Runs it twice on made-up inputs. */
export async function runTwice(engine: Engine, file: string) {
  const session = await engine.load(modelFile(file), GPU);
  const { feeds } = await resolveInputs(session, { ...DEFAULT_REQUEST.inputs, seed: 1 });
  const bound = session.bind(feeds);
  await bound.run();
  const raw = await bound.run();
  const outputs = bound.readOutputs(raw);
  await session[Symbol.asyncDispose]();
  return { session, feeds, outputs };
}
