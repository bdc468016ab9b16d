import { realpathSync } from 'node:fs';
import path from 'node:path';
import t from 'tap';
import { KNOWN_PLUG_INS } from '@dumont/protocol';
import { findPlugIn, whyMissing } from './find-plug-in.ts';
import type { Place } from './place.ts';
import { withProvider } from './with-provider.ts';

const [openvino] = KNOWN_PLUG_INS;
if (openvino === undefined) throw new Error('OpenVINO is known');
const FILE = 'libonnxruntime_providers_openvino_plugin.so';
/** A new one each: a tree of files may not hold the same folder twice. */
const installed = () => ({ onnxruntime_ep_openvino: { [FILE]: '' } });

function placeIn(home: string, environment: Place['environment'] = {}): Place {
  return { home, platform: 'linux', environment: { XDG_DATA_HOME: path.join(home, 'data'), ...environment } };
}

const engine = { name: 'onnx', package: null };
const computeUnit = openvino.unit;

await t.test(
  "it is found in Dumont's own folder, in a virtual environment, among the user's packages",
  async (t) => {
    const home = realpathSync(
      t.testdir({
        own: { data: { dumont: { providers: installed() } } },
        user: { '.local': { lib: { 'python3.12': { 'site-packages': installed() } } } },
        venv: { lib: { 'python3.11': { 'site-packages': installed() } } },
        none: {},
      }),
    );
    const library = (...folders: string[]) => path.join(home, ...folders, 'onnxruntime_ep_openvino', FILE);
    const found = (place: Place) => withProvider({ engine, computeUnit }, 'openvino', place).plugIn;
    t.strictSame(found(placeIn(path.join(home, 'own'))), {
      library: library('own', 'data', 'dumont', 'providers'),
      name: 'OpenVINOExecutionProvider',
    });
    t.equal(
      found(placeIn(path.join(home, 'user')))?.library,
      library('user', '.local', 'lib', 'python3.12', 'site-packages'),
    );
    const venv = placeIn(path.join(home, 'user'), { VIRTUAL_ENV: path.join(home, 'venv') });
    t.equal(
      found(venv)?.library,
      library('venv', 'lib', 'python3.11', 'site-packages'),
      'the active one goes first',
    );
  },
);

const forAll =
  findPlugIn(openvino, placeIn('/nobody')) === null ? false : 'it is installed for all users here';

await t.test('where it is not, the words say how to get it', { skip: forAll }, async (t) => {
  const place = placeIn(t.testdir({}));
  t.throws(() => withProvider({ engine, computeUnit }, 'openvino', place), {
    code: 'UNIT_UNAVAILABLE',
    message: /pip download --no-deps onnxruntime-ep-openvino && dumont-runner providers add openvino --from /,
  });
  t.match(whyMissing(openvino, { ...place, platform: 'darwin' }), 'does not exist on darwin');
});

await t.test('what was given is taken, and what needs none gets none', async (t) => {
  const place = placeIn(t.testdir({}));
  const plugIn = { library: '/opt/mine.so', name: null };
  t.strictSame(
    withProvider({ engine: { ...engine, plugIn }, computeUnit }, 'openvino', place).plugIn,
    plugIn,
  );
  t.strictSame(withProvider({ engine, computeUnit: 'CPU (ONNX)' }, 'cpu', place), engine);
  const others = { name: 'pkg', package: 'pkg' };
  t.strictSame(
    withProvider({ engine: others, computeUnit }, 'openvino', place),
    others,
    'another engine has its own ways',
  );
});
