import t from 'tap';
import { type ContainerMarks, containerFrom, readContainer } from './container.ts';

const none: ContainerMarks = {
  dockerenv: false,
  containerenv: false,
  declared: null,
  kubernetesHost: null,
  cgroup: '0::/user.slice/user-1000.slice/session-2.scope',
};

await t.test('marks of container runtimes', async (t) => {
  t.equal(containerFrom(none), null);
  t.equal(containerFrom({ ...none, dockerenv: true }), 'docker');
  t.equal(containerFrom({ ...none, containerenv: true, declared: 'oci' }), 'podman');
  t.equal(containerFrom({ ...none, dockerenv: true, kubernetesHost: '10.0.0.1' }), 'kubernetes');
  t.equal(containerFrom({ ...none, declared: 'systemd-nspawn' }), 'systemd-nspawn');
});

await t.test('groups that runtimes make', async (t) => {
  const inGroup = (cgroup: string) => containerFrom({ ...none, cgroup });
  t.equal(inGroup('4:memory:/docker/0123456789abcdef'), 'docker');
  t.equal(inGroup('0::/system.slice/docker-0123456789abcdef.scope'), 'docker');
  t.equal(inGroup('0::/lxc.payload.web/init.scope'), 'lxc');
  t.equal(inGroup('0::/kubepods.slice/kubepods-pod1.slice/cri-containerd-1.scope'), 'kubernetes');
  t.equal(inGroup('0::/machine.slice/libpod-0123456789abcdef.scope/container'), 'podman');
  t.equal(inGroup('0::/system.slice/docker.service'), null, 'the daemon itself is on the host');
});

await t.test('this machine', { skip: process.platform !== 'linux' && 'Linux has the marks' }, async (t) => {
  t.equal(await readContainer({ KUBERNETES_SERVICE_HOST: '10.0.0.1' }), 'kubernetes');
});
