import { mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { addProvider } from '../../../providers/add-provider.ts';
import { thisPlace } from '../../../providers/place.ts';
import { privateFolder } from '../../../providers/testing/private-folder.ts';
import { complaint, parse } from '../testing/parse.ts';
import { plainUnits } from './choose-units.ts';
import { requestFor } from './request-for.ts';

const OPENVINO = 'libonnxruntime_providers_openvino_plugin.so';
const folder = realpathSync(
  t.testdir({ 'libonnxruntime_providers_x.so': '', [OPENVINO]: '', 'mine.so': '' }),
);
const library = path.join(folder, 'libonnxruntime_providers_x.so');
const known = path.join(folder, OPENVINO);
const mine = path.join(folder, 'mine.so');

await t.test('a library brings a unit of its own, beside those that were named', async (t) => {
  const settings = await parse(
    `-m a.onnx --provider-library ${library} --provider-option a=b=c --device GPU.1`,
  );
  t.strictSame(settings.computeUnits, ['x (plug-in)']);
  const [unit] = plainUnits(settings, 'onnx');
  t.match(requestFor(unit, settings), {
    computeUnit: 'x (plug-in)',
    engine: { name: 'onnx', plugIn: { library, name: null } },
    provider: { providerOptions: { a: 'b=c' }, device: 'GPU.1' },
    placement: 'report',
    drift: { rtol: 1e-3 },
  });
  const both = await parse(
    `-m a.onnx -u cpu --provider-library ${library} --provider-name Own --no-drift --no-on-device`,
  );
  t.strictSame(both.computeUnits, ['CPU (ONNX)', 'Own (plug-in)']);
  t.equal(both.measurement.drift, null);
  t.equal(both.measurement.onDevice, false);
  const onCpu = requestFor('CPU (ONNX)', both);
  t.strictSame(onCpu.engine, { name: 'onnx', package: null }, 'the CPU gets none of it');
  t.notOk('provider' in onCpu);
});

await t.test('a library of OpenVINO is that of its unit', async (t) => {
  t.strictSame((await parse(`-m a.onnx --provider-library ${known}`)).computeUnits, ['OpenVINO (ONNX)']);
  const own = await parse(`-m a.onnx -u openvino --provider-library ${mine}`);
  t.strictSame(own.computeUnits, ['OpenVINO (ONNX)'], 'whatever its file is called');
  t.strictSame(own.plugIn, { library: mine, name: 'OpenVINOExecutionProvider' });
  const found = await parse('-m a.onnx -u openvino --provider-option x=y');
  t.equal(found.plugIn, null, 'the one that is installed');
  t.match(requestFor('OpenVINO (ONNX)', found).provider, { providerOptions: { x: 'y' } });
});

await t.test(
  "providers of the runtime's own take options and a device too, and others get none",
  async (t) => {
    const settings = await parse('-m a.onnx -u cuda -u cpu --provider-option enable_cuda_graph=1 --device 1');
    const provider = { providerOptions: { enable_cuda_graph: '1' }, device: '1' };
    t.strictSame(requestFor('CUDA (ONNX)', settings).provider, provider);
    t.notOk('provider' in requestFor('CPU (ONNX)', settings));
    t.notOk('provider' in requestFor('GPU (CoreML)', settings));
  },
);

await t.test('what does not go together is refused', async (t) => {
  const refused = async (words: string, why: RegExp) => {
    t.match(await complaint(`-m a.onnx ${words}`), why, words);
  };
  await refused('--provider-library /nowhere/x.so', /there is no file \/nowhere\/x\.so/);
  await refused(`--provider-library ${folder}`, /there is no file/);
  const loop = path.join(folder, 'loop.so');
  symlinkSync(loop, loop);
  await refused(`--provider-library ${loop}`, /^--provider-library: .*loop\.so cannot be read: its links/);
  await refused('--provider-name X', /--provider-name needs --provider-library/);
  await refused(
    '--provider-option a=b',
    /--provider-option is for an execution provider of ONNX Runtime's other than the CPU's/,
  );
  await refused('-u cpu --device 0', /--device is for/);
  await refused('-u gpu --device 0 --engine pkg', /--device is for/);
  await refused(`--provider-library ${library} --runtime-api node`, /onnxruntime-node takes no plug-in/);
  await refused(`--provider-library ${library} --engine pkg`, /exclude each other/);
  await refused(`--provider-library ${library} --provider-name ../x`, /--provider-name must be/);
});

await t.test('what was added is found by its name, where it holds one library of a plug-in', async (t) => {
  const place = privateFolder(t);
  t.intercept(process, 'env', {
    value: { ...process.env, DUMONT_PROVIDERS_DIR: path.join(place, 'providers') },
  });
  const never = new AbortController().signal;
  await addProvider({ name: 'one', from: [folderWith(place, 'one.so')] }, thisPlace(), never);
  await addProvider({ name: 'two', from: [folderWith(place, 'one.so', 'two.so')] }, thisPlace(), never);
  const { plugIn } = await parse('-m a.onnx --provider-library one');
  t.strictSame(plugIn, { library: path.join(place, 'providers', 'one', 'one.so'), name: null });
  t.match(
    await complaint('-m a.onnx --provider-library two'),
    /providers.two has no library of a plug-in, or several/,
  );
  t.match(await complaint('-m a.onnx --provider-library three'), /nothing that "providers add" has added/);
});

function folderWith(parent: string, ...names: readonly string[]): string {
  const made = mkdtempSync(path.join(parent, 'source-'));
  for (const name of names) writeFileSync(path.join(made, name), '');
  return made;
}
