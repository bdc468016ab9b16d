/** The fake of CoreML (fake-coreml.m), built once: by gcc, with its Objective-C and GNUstep installed here or unpacked from Debian. */
import { createHash } from 'node:crypto';
import { existsSync, globSync } from 'node:fs';
import { mkdir, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { execa, ExecaError } from 'execa';
import { unpackDebianPackages } from '../setup/debian-package.ts';
import { Unavailable } from '../setup/unavailable.ts';

const SOURCE = path.join(import.meta.dirname, 'fake-coreml.m');
const PARTS = [SOURCE, path.join(import.meta.dirname, 'fake-compute-plan.m')];
const CACHE = path.resolve(import.meta.dirname, '..', '..', '.cache', 'fake-coreml');
const PACKAGES = ['gobjc', 'libgnustep-base-dev'];

export interface FakeCoreml {
  /** Where its parts are, as the engine's own table has them for macOS. */
  readonly paths: Readonly<Record<'objc' | 'messages' | 'coreml' | 'corevideo' | 'system', string>>;
}

export interface FakeOptions {
  /** Of macOS 13: without what came later. Left out it is of the newest. */
  readonly isOld?: boolean;
}

/** @throws Unavailable where it cannot be built */
export async function buildFakeCoreml({ isOld = false }: FakeOptions = {}): Promise<FakeCoreml> {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    throw new Unavailable('the fake of CoreML is built on Linux and x86-64 alone');
  const words = isOld ? ['-DWITHOUT_COMPUTE_PLAN'] : [];
  const library = path.join(CACHE, await keyOf(words), 'libfake-coreml.so');
  if (!existsSync(library)) await build(library, words);
  return {
    paths: {
      // The library has it loaded already, or knows where it lies.
      objc: library,
      messages: library,
      coreml: library,
      corevideo: library,
      system: library,
    },
  };
}

async function keyOf(words: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(words));
  for (const part of PARTS) hash.update(await readFile(part));
  return hash.digest('hex').slice(0, 16);
}

async function build(library: string, words: readonly string[]): Promise<void> {
  const partial = `${library}.${process.pid}`;
  await mkdir(path.dirname(library), { recursive: true });
  try {
    await compile(partial, words);
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    if (error.code === 'ENOENT') throw new Unavailable('there is no gcc here', { cause: error });
    await compileUnpacked(partial, words);
  }
  await rename(partial, library);
}

async function compileUnpacked(target: string, words: readonly string[]): Promise<void> {
  const root = await unpackDebianPackages(PACKAGES);
  const compilers = globSync('usr/lib/gcc/*/*', { cwd: root }).map((folder) => path.join(root, folder));
  const libraries = ['usr/lib', ...globSync('usr/lib/*-linux-*', { cwd: root })].map((folder) =>
    path.join(root, folder),
  );
  const found = [
    ...words,
    `-I${path.join(root, 'usr/include/GNUstep')}`,
    ...compilers.flatMap((folder) => [`-B${folder}`, `-I${path.join(folder, 'include')}`, `-L${folder}`]),
    // What the libraries themselves need lies there too.
    '-Wl,--disable-new-dtags',
    ...libraries.flatMap((folder) => [`-L${folder}`, `-Wl,-rpath,${folder}`, `-Wl,-rpath-link,${folder}`]),
  ];
  try {
    await compile(target, found);
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    throw new Unavailable(`the fake of CoreML cannot be built: ${error.shortMessage}`, { cause: error });
  }
}

async function compile(target: string, words: readonly string[]): Promise<void> {
  const flags = ['-std=gnu11', '-shared', '-fPIC', '-w', '-O1', '-fobjc-exceptions'];
  const ofGnustep = ['-fconstant-string-class=NSConstantString', '-D_NATIVE_OBJC_EXCEPTIONS'];
  const found = ['-I/usr/include/GNUstep', ...words];
  const linked = ['-lgnustep-base', '-lobjc', '-lpthread'];
  await execa('gcc', [...flags, ...ofGnustep, ...found, SOURCE, '-o', target, ...linked]);
}
