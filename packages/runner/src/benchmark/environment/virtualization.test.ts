import t from 'tap';
import { virtualizationFrom } from './virtualization.ts';

const REAL_CPU = 'processor\t: 0\nflags\t\t: fpu vme avx2 sha_ni\n';
const VIRTUAL_CPU = 'processor\t: 0\nflags\t\t: fpu vme hypervisor avx2\n';

function name(firmware: string, cpuinfo = VIRTUAL_CPU, kernelRelease = '6.1.0-18-amd64'): string | null {
  return virtualizationFrom({ firmware, cpuinfo, kernelRelease });
}

await t.test('real machines', async (t) => {
  t.equal(name('Dell Inc. PowerEdge R740', REAL_CPU), null);
  t.equal(name('', 'processor\t: 0\nFeatures\t: fp asimd\n'), null, 'a board without such firmware');
  t.equal(name('Amazon EC2 m5.metal', REAL_CPU), null, 'bare metal of a cloud');
});

await t.test('virtual machines by their firmware', async (t) => {
  t.equal(name('QEMU Standard PC (Q35 + ICH9, 2009)'), 'kvm');
  t.equal(name('VMware, Inc. VMware20,1'), 'vmware');
  t.equal(name('innotek GmbH VirtualBox'), 'virtualbox');
  t.equal(name('Microsoft Corporation Virtual Machine'), 'hyper-v');
  t.equal(name('Microsoft Corporation Surface Book', REAL_CPU), null);
  t.equal(name('Xen HVM domU'), 'xen');
  t.equal(name('Google Google Compute Engine'), 'google');
  t.equal(name('Amazon EC2 m5.large'), 'amazon');
});

await t.test('a hypervisor that does not say its name', async (t) => {
  t.equal(name(''), 'unknown hypervisor');
});

await t.test('the Windows subsystem for Linux', async (t) => {
  t.equal(name('', VIRTUAL_CPU, '5.15.146.1-microsoft-standard-WSL2'), 'wsl');
});
