/** Boards of AMD and Intel, by the files of their drivers as the kernel's documentation has them: there is no such card here. */
import path from 'node:path';
import t, { type Test } from 'tap';
import { DrmBoard, type Roots } from './drm-board.ts';
import { parseFdinfo } from './drm-fdinfo.ts';

const AMDGPU = `pos:	0
flags:	02100002
drm-driver:	amdgpu
drm-client-id:	13
drm-pdev:	0000:03:00.0
drm-memory-vram:	524288 KiB
drm-memory-gtt: 	2048 KiB
drm-memory-cpu: 	16 KiB
drm-resident-vram:	262144 KiB
drm-engine-gfx:	123456 ns
`;
const XE =
  'drm-driver:\txe\ndrm-client-id:\t7\ndrm-pdev:\t0000:00:02.0\ndrm-total-vram0:\t900 MiB\ndrm-resident-vram0:\t8 MiB\n';

await t.test("a descriptor's memory on the board", async (t) => {
  t.same(parseFdinfo(AMDGPU), { device: '0000:03:00.0', client: '13', residentBytes: 256 * 2 ** 20 });
  t.same(parseFdinfo(XE), { device: '0000:00:02.0', client: '7', residentBytes: 8 * 2 ** 20 });
  const older = AMDGPU.replace(/drm-resident.*\n/, '');
  t.equal(parseFdinfo(older)?.residentBytes, 512 * 2 ** 20, 'older kernels say what is allocated');
  t.equal(parseFdinfo('pos:\t0\nflags:\t02\n'), null, 'a plain file');
});

function record(t: Test): Roots {
  const folder = t.testdir({
    sys: {
      class: {
        drm: {
          card1: {
            device: {
              vendor: '0x1002\n',
              device: '0x744c\n',
              uevent: 'DRIVER=amdgpu\nPCI_CLASS=30000\nPCI_SLOT_NAME=0000:03:00.0\n',
              gpu_busy_percent: '87\n',
              mem_info_vram_used: '1073741824\n',
              hwmon: {
                hwmon3: {
                  power1_average: '213000000\n',
                  freq1_input: '2304000000\n',
                  temp1_input: '61000\n',
                },
              },
            },
          },
          'card1-DP-1': { status: 'connected\n' },
          card0: { device: { vendor: '0x10de\n', uevent: 'DRIVER=nvidia\nPCI_SLOT_NAME=0000:01:00.0\n' } },
          card2: {
            device: {
              vendor: '0x8086\n',
              device: '0x56a0\n',
              uevent: 'DRIVER=xe\nPCI_SLOT_NAME=0000:00:02.0\n',
              hwmon: { hwmon4: { energy1_input: '5000000\n' } },
            },
          },
          renderD128: {},
        },
      },
    },
    proc: {
      '100': { fdinfo: { '3': AMDGPU, '4': AMDGPU, '5': XE, '6': 'pos:\t0\n' } },
      '101': { fdinfo: { '9': AMDGPU.replace('client-id:\t13', 'client-id:\t14') } },
    },
  });
  return { sys: path.join(folder, 'sys'), proc: path.join(folder, 'proc') };
}

await t.test('boards are read from the files of their drivers', async (t) => {
  const [amd, intel, ...others] = DrmBoard.list(record(t));
  t.same(others, [], "NVIDIA's own driver says nothing there");
  if (amd === undefined || intel === undefined) throw new Error('there are two');
  t.same(amd.identity, {
    name: 'AMD 0x744c',
    uuid: '0000:03:00.0',
    driver: 'amdgpu',
    pciPlace: '0000:03:00.0',
  });
  t.equal(amd.utilizationPercent(), 87);
  t.equal(amd.usedBytes(), 2 ** 30);
  t.equal(amd.bytesOf([100]), 256 * 2 ** 20, 'two descriptors of one client count once');
  t.equal(amd.bytesOf([100, 101]), 512 * 2 ** 20);
  t.equal(amd.bytesOf([102]), null, 'a process that may not be looked at');
  t.equal(amd.powerW(), 213);
  t.equal(amd.clockMhz(), 2304);
  t.equal(amd.temperatureC(), 61);
  t.equal(amd.energyMj(), null);
  t.equal(amd.throttled(), null);
  t.same(intel.identity, {
    name: 'Intel 0x56a0',
    uuid: '0000:00:02.0',
    driver: 'xe',
    pciPlace: '0000:00:02.0',
  });
  t.equal(intel.energyMj(), 5000n);
  t.equal(intel.utilizationPercent(), null);
  t.equal(intel.bytesOf([100]), 8 * 2 ** 20);
});

await t.test('a machine without such files has no such boards', async (t) => {
  const empty = t.testdir({});
  t.same(DrmBoard.list({ sys: empty, proc: empty }), []);
});
