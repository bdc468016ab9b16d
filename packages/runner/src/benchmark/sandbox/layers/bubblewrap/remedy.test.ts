import t from 'tap';
import { describeRefusal, type Refusal } from './remedy.ts';

const settings = {
  'user.max_user_namespaces': '96365\n',
  'kernel.unprivileged_userns_clone': null,
  'kernel.apparmor_restrict_unprivileged_userns': null,
};
const refusal: Refusal = { platform: 'linux', failure: 'bwrap: No permissions', settings };

await t.test('what to install', async (t) => {
  t.match(describeRefusal({ ...refusal, failure: null }), /apt-get install bubblewrap.*DUMONT_BWRAP/);
});

await t.test('which setting of the kernel forbids it', async (t) => {
  const cases = [
    [{ 'user.max_user_namespaces': '0\n' }, 'sysctl -w user.max_user_namespaces=10000'],
    [{ 'kernel.unprivileged_userns_clone': '0\n' }, 'sysctl -w kernel.unprivileged_userns_clone=1'],
    [
      { 'kernel.apparmor_restrict_unprivileged_userns': '1\n' },
      'sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
    ],
  ] as const;
  for (const [changed, command] of cases) {
    const text = describeRefusal({ ...refusal, settings: { ...settings, ...changed } });
    t.ok(text.includes(command), text);
    t.ok(text.includes('bwrap: No permissions'), 'in bubblewrap’s own words');
  }
});

await t.test('a container, and another system', async (t) => {
  t.match(describeRefusal(refusal), /In a container/);
  t.match(describeRefusal({ ...refusal, platform: 'win32' }), /no verified sandbox for win32/);
});
