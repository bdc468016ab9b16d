import t from 'tap';
import { findDiscreteGpu, parseNvidiaSmi } from './discrete-gpu.ts';

const among = (...controllers: { vendor: string; model: string; vram: number | null }[]) =>
  findDiscreteGpu({ graphics: { controllers } });

await t.test('nvidia-smi', async (t) => {
  t.same(parseNvidiaSmi('NVIDIA H100 80GB HBM3, 81559\nNVIDIA H100 80GB HBM3, 81559'), [
    { name: 'NVIDIA H100 80GB HBM3', vramMb: 81_559 },
    { name: 'NVIDIA H100 80GB HBM3', vramMb: 81_559 },
  ]);
  t.same(parseNvidiaSmi('NVIDIA GB10, [N/A]'), [{ name: 'NVIDIA GB10', vramMb: null }]);
  t.same(parseNvidiaSmi("NVIDIA-SMI has failed because it couldn't communicate with the driver."), []);
  t.same(parseNvidiaSmi('Orin (nvgpu), [N/A]'), [], 'a part of the processor');
  t.same(parseNvidiaSmi(''), []);
});

await t.test('the card, not what is built in', async (t) => {
  const builtIn = { vendor: 'Intel Corporation', model: 'UHD Graphics 630', vram: 256 };
  const card = { vendor: 'NVIDIA', model: 'NVIDIA GeForce RTX 3060', vram: 12_288 };
  t.equal(among(builtIn), null);
  t.same(among(builtIn, card), { name: 'NVIDIA GeForce RTX 3060', vramMb: 12_288 });
});

await t.test('product lines', async (t) => {
  const isCard = (vendor: string, model: string) => among({ vendor, model, vram: null }) !== null;
  const amd = 'Advanced Micro Devices, Inc. [AMD/ATI]';
  t.ok(isCard(amd, 'Navi 21 [Radeon RX 6800/6800 XT]'));
  t.notOk(isCard(amd, 'Cezanne [Radeon Vega Series / Radeon Vega Mobile Series]'));
  t.notOk(isCard(amd, 'Radeon Graphics'));
  t.ok(isCard('Intel Corporation', 'DG2 [Arc A770]'));
  t.notOk(isCard('Intel Corporation', 'Meteor Lake-P [Intel Arc Graphics]'));
  t.ok(isCard('AMD', 'AMD Radeon Pro 5500M'), 'a Mac with an Intel processor');
  t.notOk(isCard('Apple', 'Apple M2 Pro'));
});

await t.test('the maker’s short name', async (t) => {
  const named = (vendor: string, model: string) => among({ vendor, model, vram: null })?.name;
  t.equal(
    named('Advanced Micro Devices, Inc. [AMD/ATI]', 'Navi 21 [Radeon RX 6800]'),
    'AMD Navi 21 [Radeon RX 6800]',
  );
  t.equal(named('NVIDIA Corporation', 'GA106 [GeForce RTX 3060]'), 'NVIDIA GA106 [GeForce RTX 3060]');
  t.equal(named('NVIDIA', 'NVIDIA T4'), 'NVIDIA T4');
});

await t.test('nothing known', async (t) => {
  t.equal(findDiscreteGpu({}), null);
});
