/** ONNX Runtime for Python, of the version that onnxruntime-node has: a peer to measure against. */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa, ExecaError } from 'execa';
import { z } from 'zod';
import { Unavailable } from './unavailable.ts';

export interface PythonRuntime {
  /** The interpreter itself, not a script that looks for one: it is stopped and continued by its number. */
  readonly program: string;
  readonly env: Readonly<Record<'PYTHONPATH', string>>;
  readonly version: string;
}

const root = path.resolve(import.meta.dirname, '..', '..');
const packageSchema = z.object({ version: z.string() });

/**
 * Brings it by pip into `.cache`, once; nothing of the system changes.
 * @throws Unavailable where there is no Python 3 with pip, or no such package for it
 */
export async function fetchPythonOnnxRuntime(): Promise<PythonRuntime> {
  const file = path.join(root, 'node_modules', 'onnxruntime-node', 'package.json');
  const { version } = packageSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  try {
    const { stdout: program } = await execa('python3', ['-c', 'import sys; print(sys.executable)']);
    const folder = path.join(root, '.cache', 'python', `onnxruntime-${version}`);
    if (!existsSync(folder)) await install(program, version, folder);
    return { program, env: { PYTHONPATH: folder }, version };
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    throw new Unavailable(`ONNX Runtime for Python cannot be had: ${error.shortMessage}`, { cause: error });
  }
}

async function install(program: string, version: string, folder: string): Promise<void> {
  const partial = `${folder}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(path.dirname(folder), { recursive: true });
  const words = ['install', '--quiet', '--no-input', '--disable-pip-version-check', '--target', partial];
  await execa(program, ['-m', 'pip', ...words, `onnxruntime==${version}`], { stderr: 'inherit' });
  await rename(partial, folder);
}
