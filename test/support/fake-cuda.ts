/** A machine with cards of NVIDIA's on which CUDA does not run: its management library and ONNX Runtime's provider, built here by gcc. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { findProgram } from '@dumont/runner/host';
import { execa } from 'execa';
import type { Test } from 'tap';

const NVML = path.resolve(
  import.meta.dirname,
  '../../packages/runner/src/benchmark/meters/accelerator/testing/fake-nvml.c',
);

/** ONNX Runtime opens it before the provider, and calls that one function. */
const SHARED = 'void Provider_SetHost(void *host) { (void)host; }\n';

/** Opened for the first card it crashes, as a driver may; else it is none of a provider's libraries. */
const CUDA = `#include <stdlib.h>
#include <string.h>
__attribute__((constructor)) static void begin(void) {
  const char *card = getenv("CUDA_VISIBLE_DEVICES");
  if (card != 0 && strstr(card, "000000000001") != 0) abort();
}
`;

/** @returns why there is none, or false */
export function whyNoFakeCuda(): string | false {
  const canBuild = process.platform === 'linux' && findProgram('gcc') !== null;
  return canBuild ? false : 'it is built by gcc, on Linux';
}

export interface FakeCuda {
  /** What `providers add cuda` takes. */
  readonly providers: string;
  /** By which the management library, with its two cards, is found. */
  readonly env: Readonly<Record<string, string>>;
}

export async function buildFakeCuda(t: Test): Promise<FakeCuda> {
  const folder = t.testdir({ nvml: {}, providers: {} });
  const build = (source: string, name: string, ...words: string[]) =>
    execa('gcc', ['-shared', '-fPIC', '-w', ...words, source, '-o', path.join(folder, name)]);
  await build(NVML, 'nvml/libnvidia-ml.so.1', '-DENTRY=24', '-DTWO');
  for (const [name, source] of Object.entries({ shared: SHARED, cuda: CUDA })) {
    const file = path.join(folder, `${name}.c`);
    writeFileSync(file, source);
    await build(file, `providers/libonnxruntime_providers_${name}.so`);
  }
  return {
    providers: path.join(folder, 'providers'),
    env: { LD_LIBRARY_PATH: path.join(folder, 'nvml') },
  };
}
