/** A real plug-in of ONNX Runtime's that runs on a CPU: WebGPU's, from PyPI, on the software GPU that comes with Debian's chromium. */
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { execa, ExecaError } from 'execa';

const WHEEL = 'onnxruntime-ep-webgpu==0.4.0';
const FOLDER = path.resolve(import.meta.dirname, '..', '..', '.cache', 'python', WHEEL);
const CHROMIUM = '/usr/lib/chromium';
const SOFTWARE_GPU = path.join(CHROMIUM, 'vk_swiftshader_icd.json');

export const WEBGPU_LIBRARY = path.join(
  FOLDER,
  'onnxruntime_ep_webgpu',
  'libonnxruntime_providers_webgpu.so',
);

/** What it needs in its environment to find the software GPU, and to take it. */
export const SOFTWARE_GPU_ENVIRONMENT = {
  LD_LIBRARY_PATH: CHROMIUM,
  VK_ICD_FILENAMES: SOFTWARE_GPU,
  ORT_WEBGPU_EP_ALLOW_SOFTWARE_ADAPTER: '1',
};

/** @returns why tests on it must be skipped, or null */
export function whyNoWebgpuPlugIn(): string | null {
  return existsSync(WEBGPU_LIBRARY) ? whyNoSoftwareGpu() : `PyPI's ${WHEEL} is not here: npm test says why`;
}

/** @returns why there is nothing that WebGPU could run on here, or null */
export function whyNoSoftwareGpu(): string | null {
  return existsSync(SOFTWARE_GPU)
    ? null
    : "Debian's chromium, whose software GPU it runs on, is not installed";
}

/** Unpacked into `.cache`, not installed. @returns null when it is there, else why it cannot be had on this machine */
export async function fetchWebgpuPlugIn(): Promise<string | null> {
  if (existsSync(WEBGPU_LIBRARY)) return null;
  if (process.platform !== 'linux') return `PyPI's ${WHEEL} is fetched on Linux only`;
  const partial = `${FOLDER}.partial`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    await execa('python3', ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', partial, WHEEL]);
    const [wheel = ''] = await readdir(partial);
    await execa('python3', ['-m', 'zipfile', '-e', path.join(partial, wheel), partial]);
    await rm(path.join(partial, wheel));
    await rename(partial, FOLDER);
    return null;
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    return `PyPI's ${WHEEL} cannot be fetched: ${error.shortMessage}`;
  } finally {
    await rm(partial, { recursive: true, force: true });
  }
}
