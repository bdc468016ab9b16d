import t from 'tap';
import type { BoardIdentity } from '../meters/accelerator/board.ts';
import { chooseCard, withCardNamed } from './choose-card.ts';

const card = (name: string, uuid: string): BoardIdentity => ({ name, uuid, driver: '580', pciPlace: null });
const h100 = card('NVIDIA H100 80GB HBM3', 'GPU-1a2b');
const l4a = card('NVIDIA L4', 'GPU-3c4d');
const l4b = card('NVIDIA L4', 'GPU-5e6f');
const all = () => Promise.resolve([h100, l4a, l4b]);

await t.test('a card is named by its index, its uuid or its name', async (t) => {
  for (const [device, found] of [
    ['0', h100],
    ['2', l4b],
    ['gpu-3C4D', l4a],
    ['GPU-5e', l4b],
    ['h100', h100],
  ] as const)
    t.equal(await chooseCard({ provider: { device } }, 'cuda', all), found, device);
});

await t.test('one that there is not is refused with a list of those that there are', async (t) => {
  const refused = async (device: string, message: RegExp, list = all) => {
    const code = 'UNIT_UNAVAILABLE';
    await t.rejects(chooseCard({ provider: { device } }, 'tensorrt', list), { code, message }, device);
  };
  await refused('3', /"3" \(--device\) is none of the cards .*: 0 NVIDIA H100 80GB HBM3 \(GPU-1a2b\); 1 /);
  await refused('GPU-ffff', /is none/);
  await refused('L4', /is more than one/);
  await refused('0', /there are none/, () => Promise.resolve([]));
});

await t.test('where nobody chose, or another provider looks for itself, no driver is asked', async (t) => {
  const none = () => Promise.reject(new Error('asked'));
  t.equal(await chooseCard({}, 'cuda', none), null);
  t.equal(await chooseCard({ provider: { device: '1' } }, 'webgpu', none), null);
  t.equal(await chooseCard({ card: l4a.uuid }, 'webgpu', none), null);
});

await t.test('a card is given where nobody chose', async (t) => {
  t.equal(await chooseCard({ card: l4a.uuid }, 'cuda', all), l4a);
  t.equal(await chooseCard({ card: l4a.uuid, provider: { device: '0' } }, 'cuda', all), h100);
});

await t.test('the report has the name of the card that ran', async (t) => {
  const device = { kind: 'gpu', vendor: 'NVIDIA', vendorId: 0x10de, deviceId: 0 } as const;
  const provider = {
    name: 'CUDAExecutionProvider',
    version: '1.30.0',
    options: {},
    devices: [{ ...device, name: h100.uuid, metadata: { uuid: h100.uuid } }],
  };
  t.equal(withCardNamed(provider, h100).devices[0]?.name, h100.name);
  t.equal(withCardNamed(provider, null), provider);
});
