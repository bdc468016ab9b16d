/** Engines by name, each imported when it is asked for: its native library costs time and memory. */
import { DumontError, modelFormatSchema, type EngineRef } from '@dumont/protocol';
import { z } from 'zod';
import type { Engine } from './engine.ts';
import { coreml } from './coreml/manifest.ts';
import { fake } from './fake/manifest.ts';
import { locatePackage, unusablePackage } from './manifests/locate-package.ts';
import type { EngineManifest } from './manifests/manifest.ts';
import { onnx } from './onnx/manifest.ts';

interface BuiltIn {
  readonly manifest: EngineManifest;
  readonly open: (ref: EngineRef) => Promise<Engine>;
}

const builtIn: readonly BuiltIn[] = [
  { manifest: onnx, open: async (ref) => (await import('./onnx/onnx-engine.ts')).openOnnxEngine(ref) },
  { manifest: coreml, open: async () => (await import('./coreml/open.ts')).openCoremlEngine() },
  { manifest: fake, open: async () => (await import('./fake/fake-engine.ts')).openFakeEngine() },
];

/**
 * @throws DumontError USAGE where there is no such engine, or what the package exports is none; UNIT_UNAVAILABLE where this
 * machine cannot run it
 */
export async function openEngine(ref: EngineRef): Promise<Engine> {
  if (ref.package !== null) return importEngine(ref.package);
  const found = builtIn.find(({ manifest }) => manifest.name === ref.name);
  if (found !== undefined) return found.open(ref);
  const names = builtIn.map(({ manifest }) => manifest.name).join(', ');
  throw new DumontError(
    'USAGE',
    `there is no engine called "${ref.name}": Dumont has ${names}, and --engine takes a package`,
  );
}

const callable = z.custom<(...values: never) => unknown>(
  (value) => typeof value === 'function',
  'must be a function',
);

const engineShape = z.object({
  name: z.string().min(1),
  version: z.string(),
  formats: z.array(modelFormatSchema).min(1),
  probe: callable,
  load: callable,
  loadProfiled: callable.optional(),
});

const moduleShape = z.looseObject({ default: z.unknown().optional(), engine: z.unknown().optional() });

/** @param name a package, found from the current folder or from here, or an absolute path */
async function importEngine(name: string): Promise<Engine> {
  const url = locatePackage(name);
  if (url === null) {
    throw new DumontError(
      'USAGE',
      `there is no engine package ${name} here: install it with npm, or give the path of its code`,
    );
  }
  const module = await importModule(name, url);
  const { engine, default: byDefault } = moduleShape.parse({ ...module });
  const candidate = engine ?? byDefault;
  assertEngine(candidate, name);
  return candidate;
}

function assertEngine(candidate: unknown, name: string): asserts candidate is Engine {
  const checked = engineShape.safeParse(candidate);
  if (checked.success) return;
  throw new DumontError(
    'USAGE',
    `the package ${name} is no engine for Dumont; its export "engine" or default is wrong: ${z.prettifyError(checked.error)}`,
  );
}

async function importModule(name: string, url: string): Promise<object> {
  try {
    const module: unknown = await import(url);
    return typeof module === 'object' && module !== null ? module : {};
  } catch (cause) {
    throw unusablePackage(name, cause);
  }
}
