import t from 'tap';
import { computeUnitSchema, isAccelerator, parseComputeUnit, providersFor } from './compute-units.ts';
import { KNOWN_PLUG_INS, knownPlugInFor, knownPlugInOf, unitOfPlugIn } from './known-plug-ins.ts';
import { isPlugInUnit, plugInUnit, plugInUnitSchema } from './plug-in-unit.ts';

const OPENVINO = '/x/libonnxruntime_providers_openvino_plugin.so';

await t.test('each has a unit of its own, and a library where that unit runs', async (t) => {
  for (const known of KNOWN_PLUG_INS) {
    t.equal(knownPlugInFor(known.unit), known);
    for (const [platform, library] of Object.entries(known.library)) {
      t.equal(providersFor(known.unit, platform as NodeJS.Platform).length, 1);
      t.equal(knownPlugInOf(`/some/where/${library}`), known);
    }
  }
  t.strictSame(providersFor('OpenVINO (ONNX)', 'darwin'), []);
});

await t.test('a library brings the unit that it is known for, else one by its name', async (t) => {
  const unitOf = (library: string, name: string | null = null) => unitOfPlugIn({ library, name });
  t.equal(unitOf(OPENVINO), 'OpenVINO (ONNX)');
  t.equal(unitOf(`${OPENVINO}.1.8.1`), 'OpenVINO (ONNX)');
  t.equal(unitOf(OPENVINO, 'OpenVINOExecutionProvider'), 'OpenVINO (ONNX)');
  t.equal(unitOf(OPENVINO, 'OpenVINOExecutionProvider.AUTO'), 'OpenVINOExecutionProvider.AUTO (plug-in)');
  t.equal(unitOf('/x/libonnxruntime_providers_webgpu.so'), 'webgpu (plug-in)');
  t.equal(unitOf('C:\\ep\\onnxruntime_providers_qnn.dll'), 'qnn (plug-in)');
  t.equal(unitOf('/x/libown.so.1', 'Own'), 'Own (plug-in)');
  t.equal(unitOf('/x/ü.so'), 'library (plug-in)');
});

await t.test('a plug-in is an accelerator that no job can name', async (t) => {
  const unit = plugInUnit('webgpu');
  t.ok(isPlugInUnit(unit));
  t.ok(isAccelerator(unit));
  t.strictSame(providersFor(unit, 'linux'), ['plug-in']);
  t.ok(plugInUnitSchema.safeParse(unit).success);
  t.equal(parseComputeUnit(unit), undefined);
  t.notOk(computeUnitSchema.safeParse(unit).success);
  for (const text of ['webgpu', '(plug-in)', '../x (plug-in)', 'a b (plug-in)'])
    t.notOk(plugInUnitSchema.safeParse(text).success, text);
});
