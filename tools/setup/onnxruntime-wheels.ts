/** ONNX Runtime's Python packages (wheels), for the libraries in them: downloaded into `.cache` by pip, not installed. */
import { globSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa, ExecaError } from 'execa';

const cache = path.resolve(import.meta.dirname, '..', '..', '.cache', 'wheels');

/** One that is too old for Dumont, the one that its npm package has too, and newer ones. */
const VERSIONS = ['1.19.2', '1.30.0', '1.31.1', '1.32.0'] as const;
export type WheelVersion = (typeof VERSIONS)[number];

/** @returns the wheel; null where it was not fetched */
export function onnxruntimeWheel(version: string): string | null {
  const [file] = globSync(path.join(folderOf(version), '*.whl'));
  return file ?? null;
}

/** @returns null when all of them are there, else why they cannot be had on this machine */
export async function fetchOnnxruntimeWheels(): Promise<string | null> {
  try {
    for (const version of VERSIONS) if (onnxruntimeWheel(version) === null) await fetchWheel(version);
    return null;
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    return `pip cannot download onnxruntime's wheels: ${error.shortMessage}`;
  }
}

async function fetchWheel(version: WheelVersion): Promise<void> {
  const folder = folderOf(version);
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  // For a Python that all of these versions know; it need not be the one that is here.
  const wanted = ['--no-deps', '--only-binary', ':all:', '--python-version', '3.11'];
  try {
    await execa('python3', [
      ...['-m', 'pip', 'download', '--quiet', '--disable-pip-version-check', ...wanted],
      ...['--dest', partial, `onnxruntime==${version}`],
    ]);
    await rename(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}

function folderOf(version: string): string {
  return path.join(cache, `onnxruntime-${version}`);
}
