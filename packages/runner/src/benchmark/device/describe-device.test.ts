import { deviceSchema } from '@dumont/protocol';
import t from 'tap';
import { describeDevice, nameProcessor, type NodeFacts } from './describe-device.ts';

const node: NodeFacts = {
  hostname: 'lab-7',
  cpuModel: 'Intel(R) Core(TM) i7-8565U CPU @ 1.80GHz',
  totalMemoryBytes: 16_553_000_000,
  osType: 'Linux',
  osRelease: '6.1.0-18-amd64',
};

await t.test('with all facts', async (t) => {
  const device = describeDevice(node, {
    cpu: { vendor: 'Intel' },
    system: { version: '1.7.3' },
    os: { distro: 'Debian GNU/Linux', release: '12' },
    uuid: { os: '3d1219c7' },
    nvidia: 'NVIDIA GeForce MX150, 2048',
  });
  t.same(deviceSchema.parse(device), {
    deviceName: 'lab-7',
    deviceYear: null,
    soc: 'Intel Core i7-8565U',
    ramGb: 15.4,
    discreteGpu: 'NVIDIA GeForce MX150',
    vram: 2048,
    os: 'Debian GNU/Linux',
    osVersion: '12',
    udid: 'ddc8da11-4b43-8567-9188-e6ec4500265a',
  });
});

await t.test('without any', async (t) => {
  t.match(deviceSchema.parse(describeDevice(node, {})), {
    os: 'Linux',
    osVersion: '6.1.0-18-amd64',
    discreteGpu: null,
    vram: null,
    udid: null,
  });
  const untold = { os: { distro: 'unknown', release: '' }, uuid: { os: '' } };
  t.match(describeDevice(node, untold), { os: 'Linux', osVersion: '6.1.0-18-amd64', udid: null });
});

await t.test('the year of a Mac', async (t) => {
  const year = (version: string) => describeDevice(node, { system: { version } }).deviceYear;
  t.equal(year('MacBook Pro (14-inch, 2021)'), 2021);
  t.equal(year('Mac mini (2023)'), 2023);
  t.equal(year('pc-q35-2012'), null);
});

await t.test('processors, with their vendor’s name', async (t) => {
  t.equal(nameProcessor('AMD Ryzen 7 5800X 8-Core Processor', 'AMD'), 'AMD Ryzen 7 5800X');
  t.equal(
    nameProcessor('13th Gen Intel(R) Core(TM) i7-13700', 'GenuineIntel'),
    '13th Gen Intel Core i7-13700',
  );
  t.equal(nameProcessor('Apple M1 Pro', 'Apple'), 'Apple M1 Pro');
  t.equal(nameProcessor('Cortex-A72', 'ARM'), 'ARM Cortex-A72');
  t.equal(nameProcessor('unknown', ''), 'unknown');
  t.equal(nameProcessor('', 'ARM'), 'ARM');
});
