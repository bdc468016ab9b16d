/** `npm run check:packages`: packs the packages, installs the tarballs elsewhere, and runs them there on every supported line of Node. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { z } from 'zod';
import { ensureBubblewrap } from '../setup/bubblewrap.ts';
import { fetchNode } from '../setup/other-node.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const LINES = ['22', '24', '26'];
const TOO_OLD = '20';
const MODEL = path.join(
  root,
  'node_modules',
  '@gutenye',
  'ocr-models',
  'assets',
  'ch_ppocr_mobile_v2.0_cls_infer.onnx',
);
const { version } = z
  .object({ version: z.string() })
  .parse(JSON.parse(await readFile(path.join(root, 'packages', 'supervisor', 'package.json'), 'utf8')));

// `validate` finds a machine without it wanting.
const unconfined = await ensureBubblewrap();
if (unconfined !== null) throw new Error(`the packages cannot be checked here: ${unconfined}`);
const folder = await mkdtemp(path.join(os.tmpdir(), 'dumont-packages-'));
try {
  const workspaces = ['protocol', 'engines', 'runner', 'supervisor'].map(
    (name) => `--workspace=@dumont/${name}`,
  );
  await execa('npm', ['pack', '--pack-destination', folder, ...workspaces], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const tarballs = (await readdir(folder)).filter((name) => name.endsWith('.tgz')).map((name) => `./${name}`);
  for (const tarball of tarballs) await checkContents(folder, tarball);
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  await execa(
    'npm',
    ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline', ...tarballs],
    {
      cwd: folder,
      stdio: ['ignore', 'inherit', 'inherit'],
    },
  );
  for (const line of LINES) {
    const node = await fetchNode(line);
    const environment = {
      cwd: folder,
      env: { PATH: [path.dirname(node), process.env['PATH'] ?? ''].join(path.delimiter) },
    };
    await checkRunner(node, environment);
    await checkSupervisor(node, environment);
    process.stdout.write(`installed dumont-runner and dumont-supervisor work on Node ${line}\n`);
  }
  await checkRefusal(await fetchNode(TOO_OLD), folder);
} finally {
  await rm(folder, { recursive: true, force: true });
}

interface Environment {
  /** Where the packages are installed. */
  readonly cwd: string;
  /** Puts the wanted Node first. */
  readonly env: { readonly PATH: string };
}

async function checkRunner(node: string, environment: Environment): Promise<void> {
  await execa('npx', ['--no-install', 'dumont-runner', '--help'], environment);
  const program = installed(environment, 'runner', 'dumont-runner.js');
  const flags = ['--model', MODEL, '--loads', '1', '--format', 'json', '--no-history'];
  const { stdout } = await execa(node, [program, ...flags], environment);
  const { status } = z.object({ status: z.string() }).parse(JSON.parse(stdout));
  if (status !== 'complete') throw new Error(`the installed dumont-runner did not complete: ${stdout}`);
}

/** `validate` opens Redis's client with every script, so that one missing from the package shows. */
async function checkSupervisor(node: string, environment: Environment): Promise<void> {
  await execa('npx', ['--no-install', 'dumont-supervisor', '--help'], environment);
  const { stdout } = await execa('npx', ['--no-install', 'dumont', '--version'], environment);
  if (stdout.trim() !== version) throw new Error(`dumont --version says ${stdout}, not ${version}`);
  const program = installed(environment, 'supervisor', 'dumont-supervisor.js');
  await execa(node, [program, 'validate', '--data-dir', path.join(environment.cwd, 'data')], environment);
}

function installed({ cwd }: Pick<Environment, 'cwd'>, name: string, file: string): string {
  return path.join(cwd, 'node_modules', '@dumont', name, 'bin', file);
}

async function checkRefusal(node: string, cwd: string): Promise<void> {
  for (const name of ['runner', 'supervisor']) {
    const program = installed({ cwd }, name, `dumont-${name}.js`);
    const { exitCode, stderr } = await execa(node, [program, '--help'], { reject: false });
    const isTold = /^error: dumont-\w+ needs Node [\d.]+ or newer, and this is Node [\d.]+\n.*$/.test(
      stderr.trim(),
    );
    if (exitCode !== 2 || !isTold) throw new Error(`on Node ${TOO_OLD} dumont-${name} says: ${stderr}`);
  }
}

/** A package must work without the repository's TypeScript, and say what it is and whose. */
async function checkContents(cwd: string, tarball: string): Promise<void> {
  const { stdout } = await execa('tar', ['-tzf', tarball], { cwd });
  const files = stdout.split('\n');
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
  if (sources.length > 0) throw new Error(`${tarball} carries sources: ${sources.join(', ')}`);
  if (!files.includes('package/README.md')) throw new Error(`${tarball} has no README.md`);
  const license = await execa('tar', ['-xzOf', tarball, 'package/LICENSE'], {
    cwd,
    stripFinalNewline: false,
  });
  if (license.stdout !== (await readFile(path.join(root, 'LICENSE'), 'utf8'))) {
    throw new Error(`the LICENSE in ${tarball} is another than the repository's`);
  }
}
