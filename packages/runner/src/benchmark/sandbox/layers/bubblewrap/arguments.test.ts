import t from 'tap';
import { bubblewrapArguments, featuresOf, type Room } from './arguments.ts';

const room: Room = {
  readOnly: ['/usr/lib', '/data/set_0/input_0.pb'],
  bound: [
    { path: '/models/m.onnx', source: 4 },
    { path: '/models/folder.mlpackage', source: '/models/folder.mlpackage' },
  ],
  writable: [],
  links: [{ path: '/lib', target: 'usr/lib' }],
  folders: ['/data/set_0'],
  devices: [],
  workingFolder: '/tmp',
  scratchBytes: 1000.5,
  environment: { PATH: '/bin' },
};
const current = { disableUserns: true, size: true, bindDescriptor: true };

await t.test('everything is unshared, dropped and cleared', async (t) => {
  const words = bubblewrapArguments(current, room);
  for (const flag of [
    '--unshare-all',
    '--unshare-user',
    '--disable-userns',
    '--die-with-parent',
    '--new-session',
    '--clearenv',
  ]) {
    t.ok(words.includes(flag), flag);
  }
  t.match(words.join(' '), /--cap-drop ALL --clearenv --setenv PATH \/bin/);
  t.notOk(words.some((word) => word.startsWith('--share') || word === '--bind' || word === '--dev-bind'));
});

await t.test('files are bound read-only and alone; the rest is closed when all is mounted', async (t) => {
  const text = bubblewrapArguments(current, room).join(' ');
  t.match(text, '--symlink usr/lib /lib --ro-bind /usr/lib /usr/lib --ro-bind /data/set_0/input_0.pb ');
  t.match(text, '--ro-bind-fd 4 /models/m.onnx --ro-bind /models/folder.mlpackage /models/folder.mlpackage ');
  t.match(
    text,
    /--size 1001 --tmpfs \/tmp /,
    'temporary files come first, so that a model from /tmp is seen over them',
  );
  t.ok(text.endsWith('--dir /data/set_0 --remount-ro /proc --remount-ro /dev --remount-ro / --chdir /tmp'));
});

await t.test('a folder for a result is the only one that can be written', async (t) => {
  const text = bubblewrapArguments(current, { ...room, writable: ['/data/compiled/x'] }).join(' ');
  t.match(text, ' --bind /data/compiled/x /data/compiled/x ');
});

await t.test('devices only where they are asked for', async (t) => {
  const text = bubblewrapArguments(current, { ...room, devices: ['/dev/nvidia0'] }).join(' ');
  t.match(text, /--dev-bind \/dev\/nvidia0 \/dev\/nvidia0/);
});

await t.test('an older bubblewrap is not given what it does not know', async (t) => {
  const features = featuresOf('    --tmpfs DEST\n    --unshare-all\n');
  t.same(features, { disableUserns: false, size: false, bindDescriptor: false });
  const words = bubblewrapArguments(features, room);
  t.notOk(words.includes('--size') || words.includes('--disable-userns'));
  t.same(featuresOf('  --disable-userns  x\n  --size BYTES  y\n  --ro-bind-fd FD DEST  z'), current);
});
