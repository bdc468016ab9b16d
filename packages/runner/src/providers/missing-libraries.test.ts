import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t, { type Test } from 'tap';
import { findLibrary } from '@dumont/engines/manifests';
import { writeWheel } from '../wheels/testing/write-zip.ts';
import { addProvider } from './add-provider.ts';
import { loaderFolders, storedLibrary } from './find-stored.ts';
import { describeInspection, inspectLibrary } from './inspect-library.ts';
import { parseLoaderCache } from './loader-cache.ts';
import { systemLoader } from './loader.ts';
import { missingLibraries } from './missing-libraries.ts';
import { placeOf, privateFolder } from './testing/private-folder.ts';
import { writeElf, type ElfFile } from './testing/write-elf.ts';

const skip = process.platform !== 'linux' && 'no ELF';
const never = new AbortController().signal;

function libraries(t: Test, files: Readonly<Record<string, ElfFile>>): (...parts: string[]) => string {
  const folder = privateFolder(t);
  for (const [name, elf] of Object.entries(files)) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, writeElf(elf));
  }
  return (...parts) => path.join(folder, ...parts);
}

await t.test('needs are followed as far as they go, in circles too', { skip }, async (t) => {
  const at = libraries(t, {
    'liba.so': { needed: ['libb.so', 'libnone.so.1'] },
    'searched/libb.so': { needed: ['libc-of-b.so', 'libc.so.6', 'libmore.so.2'], runpath: '$ORIGIN/deep' },
    'searched/deep/libc-of-b.so': { needed: ['libb.so', 'libnone.so.1', 'liblast.so'] },
  });
  t.strictSame(missingLibraries(at('liba.so'), systemLoader([at('searched')])), [
    { name: 'libnone.so.1', neededBy: 'liba.so' },
    { name: 'libmore.so.2', neededBy: 'libb.so' },
    { name: 'liblast.so', neededBy: 'libc-of-b.so' },
  ]);
  t.strictSame(missingLibraries(at('liba.so'), systemLoader([]))[0]?.name, 'libb.so');
  t.strictSame(missingLibraries(at('nowhere.so'), systemLoader([])), []);
});

await t.test('RPATH goes before LD_LIBRARY_PATH, and is nothing beside RUNPATH', { skip }, async (t) => {
  const at = libraries(t, {
    'old.so': { needed: ['libx.so'], rpath: '${ORIGIN}/own' },
    'new.so': { needed: ['libx.so'], rpath: '$ORIGIN/own', runpath: '$ORIGIN/elsewhere' },
    'own/libx.so': { needed: ['libof-own.so'] },
  });
  const names = (file: string) => missingLibraries(at(file), systemLoader([])).map(({ name }) => name);
  t.strictSame(names('old.so'), ['libof-own.so']);
  t.strictSame(names('new.so'), ['libx.so']);
});

await t.test('what is there and for another processor does not count', { skip }, async (t) => {
  const at = libraries(t, { 'liba.so': { needed: ['libb.so'] }, 'searched/libb.so': { needed: [] } });
  const loader = systemLoader([at('searched')]);
  t.strictSame(missingLibraries(at('liba.so'), loader), []);
  const other = writeElf({ needed: [] });
  other.writeUInt16LE(22, 18);
  writeFileSync(at('searched', 'libb.so'), other);
  t.equal(missingLibraries(at('liba.so'), loader).length, 1);
});

await t.test("ONNX Runtime's own library lacks nothing where it runs", { skip }, async (t) => {
  t.strictSame(missingLibraries(findLibrary(null), systemLoader([])), []);
});

await t.test('the list of ldconfig is read as it is written, and may be damaged', async (t) => {
  const strings = Buffer.from('libx.so.1\0/opt/libx.so.1\0');
  const cache = Buffer.alloc(48 + 24);
  cache.write('glibc-ld.so.cache1.1', 'latin1');
  cache.writeUInt32LE(1, 20);
  cache.writeUInt32LE(72, 48 + 4);
  cache.writeUInt32LE(82, 48 + 8);
  const whole = Buffer.concat([Buffer.from('ld.so-1.7.0\0'), cache, strings]);
  t.strictSame([...parseLoaderCache(whole)], [['libx.so.1', ['/opt/libx.so.1']]]);
  for (let length = 0; length < whole.length; length++) parseLoaderCache(whole.subarray(0, length));
  cache.writeUInt32LE(0xffffffff, 20);
  t.doesNotThrow(() => parseLoaderCache(cache));
});

const PROVIDER = 'onnxruntime/capi/libonnxruntime_providers_cuda.so';
const cudaProvider = (cublas: string) => [
  { name: PROVIDER, content: writeElf({ needed: [cublas, 'libcuda.so.1', 'libsome.so.3'] }) },
  { name: 'onnxruntime/capi/libonnxruntime.so.1.30.0', content: writeElf({ needed: [] }) },
];

await t.test('what CUDA lacks is named one by one, with the command that brings it', { skip }, async (t) => {
  const folder = privateFolder(t);
  const wheel = path.join(folder, 'onnxruntime_gpu.whl');
  writeFileSync(wheel, writeWheel(cudaProvider('libcublas.so.13')));
  const place = placeOf(folder);
  const stored = await addProvider({ name: 'cuda', from: [wheel] }, place, never);
  t.equal(
    storedLibrary('cuda', place),
    path.join(stored.folder, 'onnxruntime/capi/libonnxruntime.so.1.30.0'),
  );
  t.equal(storedLibrary('tensorrt', place), null);
  const library = path.join(stored.folder, PROVIDER);
  const before = inspectLibrary('cuda', library, place);
  t.strictSame(before.missing.map(({ name }) => name).sort(), [
    'libcublas.so.13',
    'libcuda.so.1',
    'libcudnn.so.9',
    'libcufft.so.12',
    'libsome.so.3',
  ]);
  const target = path.join(folder, 'providers');
  t.match(
    before.remedies[0],
    `pip install --no-deps --target ${target} 'nvidia-cublas==13.*' 'nvidia-cudnn-cu13==9.*'`,
  );
  t.ok(before.remedies.includes('apt-file search libsome.so.3'));
  t.match(
    describeInspection(before),
    /^Not found on this machine: libcublas\.so\.13 \(cuBLAS\), libcuda\.so\.1 \(NVIDIA's driver\), /,
  );

  const put = (...parts: string[]) => {
    const file = path.join(target, ...parts);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, writeElf({ needed: [] }));
  };
  put('nvidia', 'cublas', 'lib', 'libcublas.so.12');
  const other = inspectLibrary('cuda', library, place);
  t.match(other.notes[0], /is built for CUDA 13, and this machine has CUDA 12 \(.*libcublas\.so\.12\)/);
  put('nvidia', 'cu13', 'lib', 'libcublas.so.13');
  put('nvidia', 'cudnn', 'lib', 'libcudnn.so.9');
  const mended = inspectLibrary('cuda', library, place);
  t.strictSame(mended.missing.map(({ name }) => name).sort(), [
    'libcuda.so.1',
    'libcufft.so.12',
    'libsome.so.3',
  ]);
  t.strictSame(mended.notes, []);
  t.strictSame(
    loaderFolders('cuda', place).filter((entry) => entry.startsWith(target)),
    ['cu13', 'cublas', 'cudnn'].map((part) => path.join(target, 'nvidia', part, 'lib')).sort(),
  );
  t.strictSame(loaderFolders('webgpu', place), [], 'others need none of it');
});

await t.test('WebGPU lacks what its drivers lack', { skip }, async (t) => {
  const at = libraries(t, { 'libGLX_sample.so.0': { needed: ['libXnone.so.6'] }, 'lib.so': { needed: [] } });
  const inspect = (driver: string) => {
    writeFileSync(at('icd.json'), JSON.stringify({ ICD: { library_path: driver } }));
    const place = placeOf(at(), { VK_DRIVER_FILES: at('icd.json') });
    return inspectLibrary('webgpu', at('lib.so'), place).missing.filter(
      ({ name }) => name !== 'libvulkan.so.1',
    );
  };
  t.match(inspect('./libGLX_sample.so.0'), [{ name: 'libXnone.so.6', neededBy: 'libGLX_sample.so.0' }]);
  t.match(inspect('libGLX_none.so.0'), [{ name: 'libGLX_none.so.0', neededBy: 'icd.json' }]);
  const none = placeOf(at(), { VK_DRIVER_FILES: '' });
  t.match(inspectLibrary('webgpu', at('lib.so'), none).notes[0], 'There is no Vulkan driver');
});
