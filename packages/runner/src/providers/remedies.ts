/** What brings a library that is missing: whose it is, and the command that a person types. Pure. */
import type { MissingLibrary } from './missing-libraries.ts';

interface Source {
  readonly libraries: RegExp;
  /** Reads as what it is. */
  readonly is: string;
  /** Python packages of NVIDIA's, by the version of CUDA. */
  readonly wheels?: Readonly<Record<CudaVersion, string>>;
  /** A package of Debian's and Ubuntu's. */
  readonly debian?: string;
  /** Another command. */
  readonly command?: string;
}

export type CudaVersion = 12 | 13;

const DRIVER = 'apt-get install nvidia-driver  # Debian; on Ubuntu: ubuntu-drivers install';

const SOURCES: readonly Source[] = [
  { libraries: /^libcuda\.so|^libnvidia-/, is: "NVIDIA's driver", command: DRIVER },
  {
    libraries: /^libcublas(Lt)?\.so/,
    is: 'cuBLAS',
    wheels: { 12: 'nvidia-cublas-cu12', 13: "'nvidia-cublas==13.*'" },
  },
  {
    libraries: /^libcudart\.so/,
    is: 'CUDA',
    wheels: { 12: 'nvidia-cuda-runtime-cu12', 13: "'nvidia-cuda-runtime==13.*'" },
  },
  {
    libraries: /^libcurand\.so/,
    is: 'cuRAND',
    wheels: { 12: 'nvidia-curand-cu12', 13: "'nvidia-curand==10.4.*'" },
  },
  {
    libraries: /^libcufft\.so/,
    is: 'cuFFT',
    wheels: { 12: 'nvidia-cufft-cu12', 13: "'nvidia-cufft==12.*'" },
  },
  {
    libraries: /^libcudnn/,
    is: 'cuDNN',
    wheels: { 12: "'nvidia-cudnn-cu12==9.*'", 13: "'nvidia-cudnn-cu13==9.*'" },
  },
  {
    libraries: /^libnvrtc/,
    is: 'NVRTC',
    wheels: { 12: 'nvidia-cuda-nvrtc-cu12', 13: "'nvidia-cuda-nvrtc==13.*'" },
  },
  {
    libraries: /^libnvJitLink/,
    is: 'nvJitLink',
    wheels: { 12: 'nvidia-nvjitlink-cu12', 13: "'nvidia-nvjitlink==13.*'" },
  },
  {
    libraries: /^libnv(infer|onnxparser)/,
    is: 'TensorRT',
    wheels: { 12: "'tensorrt-cu12-libs==10.*'", 13: "'tensorrt-cu13-libs==10.*'" },
  },
  { libraries: /^libvulkan\.so/, is: "Vulkan's loader", debian: 'libvulkan1' },
  { libraries: /^libX11\.so/, is: 'X11', debian: 'libx11-6' },
  { libraries: /^libX11-xcb\.so/, is: 'X11', debian: 'libx11-xcb1' },
  { libraries: /^libXext\.so/, is: 'X11', debian: 'libxext6' },
  { libraries: /^libxcb\.so/, is: 'X11', debian: 'libxcb1' },
  { libraries: /^libEGL\.so/, is: 'EGL', debian: 'libegl1' },
  { libraries: /^libGL\.so/, is: 'OpenGL', debian: 'libgl1' },
  { libraries: /^libGLX\.so/, is: 'OpenGL', debian: 'libglx0' },
  { libraries: /^libGLdispatch\.so/, is: 'GLVND', debian: 'libglvnd0' },
  { libraries: /^libdrm\.so/, is: 'libdrm', debian: 'libdrm2' },
  { libraries: /^libOpenCL\.so/, is: 'OpenCL', debian: 'ocl-icd-libopencl1' },
  { libraries: /^libze_loader\.so/, is: 'Level Zero', debian: 'libze1' },
  { libraries: /^libtbb\.so/, is: 'oneTBB', debian: 'libtbb12' },
  {
    libraries: /^lib(amdhip64|hip\w*|hsa-runtime64|rocblas|MIOpen)\.so/,
    is: 'ROCm',
    debian: 'rocm-hip-runtime',
  },
  { libraries: /^libmigraphx/, is: 'MIGraphX', debian: 'migraphx' },
  { libraries: /^libstdc\+\+\.so/, is: "GCC's runtime", debian: 'libstdc++6' },
  { libraries: /^libgomp\.so/, is: "GCC's runtime", debian: 'libgomp1' },
];

export interface Explained extends MissingLibrary {
  /** What it belongs to; null where nobody knows. */
  readonly partOf: string | null;
}

export function explainMissing(missing: readonly MissingLibrary[]): Explained[] {
  return missing.map((library) => ({ ...library, partOf: sourceOf(library)?.is ?? null }));
}

/** @param target the folder that Dumont looks through for Python's packages @returns commands, each once, in the order of the libraries */
export function remediesFor(
  missing: readonly MissingLibrary[],
  { cuda, target }: { readonly cuda: CudaVersion; readonly target: string },
): string[] {
  const sources = [...new Set(missing.map((library) => sourceOf(library)))];
  const known = sources.filter((source) => source !== undefined);
  const wheels = known.flatMap((source) => source.wheels?.[cuda] ?? []);
  const debian = known.flatMap((source) => source.debian ?? []);
  const unknown = missing.filter((library) => sourceOf(library) === undefined).map(({ name }) => name);
  return [
    ...(wheels.length === 0 ? [] : [`pip install --no-deps --target ${target} ${wheels.join(' ')}`]),
    ...(debian.length === 0 ? [] : [`apt-get install ${debian.join(' ')}`]),
    ...known.flatMap((source) => source.command ?? []),
    ...(unknown.length === 0 ? [] : [`apt-file search ${unknown.join(' ')}`]),
  ];
}

/** @returns the version of CUDA that a library of such names is built for; null where none of them tells */
export function cudaVersionOf(names: readonly string[]): CudaVersion | null {
  const told = names.map((name) => /^lib(?:cublas|cublasLt|cudart)\.so\.(12|13)\b/.exec(name)?.[1]);
  const version = told.find((text) => text !== undefined);
  return version === undefined ? null : version === '12' ? 12 : 13;
}

function sourceOf({ name }: MissingLibrary): Source | undefined {
  return SOURCES.find(({ libraries }) => libraries.test(name));
}
