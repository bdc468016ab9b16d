/** `npm run check:packages`: packs the packages, installs the tarballs elsewhere, and runs them there on every supported line of Node. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { execa } from 'execa';
import { fetchNode } from './setup/other-node.ts';

const root = path.resolve(import.meta.dirname, '..');
const LINES = ['22', '24', '26'];
const MODEL = path.join(
  root,
  'node_modules',
  '@gutenye',
  'ocr-models',
  'assets',
  'ch_ppocr_mobile_v2.0_cls_infer.onnx',
);

const folder = await mkdtemp(path.join(os.tmpdir(), 'dumont-packages-'));
try {
  const workspaces = ['protocol', 'engines', 'runner'].map((name) => `--workspace=@dumont/${name}`);
  await execa('npm', ['pack', '--pack-destination', folder, ...workspaces], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const tarballs = (await readdir(folder)).filter((name) => name.endsWith('.tgz')).map((name) => `./${name}`);
  await refuseSources(folder, tarballs);
  await writeFile(path.join(folder, 'package.json'), '{ "private": true }\n');
  await execa('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', ...tarballs], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const program = path.join(folder, 'node_modules', '@dumont', 'runner', 'bin', 'dumont-runner.js');
  for (const line of LINES) {
    const node = await fetchNode(line);
    const environment = {
      cwd: folder,
      env: { PATH: [path.dirname(node), process.env['PATH'] ?? ''].join(path.delimiter) },
    };
    await execa('npx', ['--no-install', 'dumont-runner', '--help'], environment);
    const measured = await execa(
      node,
      [program, '--model', MODEL, '--loads', '1', '--format', 'json'],
      environment,
    );
    const report: unknown = JSON.parse(measured.stdout);
    if (
      typeof report !== 'object' ||
      report === null ||
      !('status' in report) ||
      report.status !== 'complete'
    ) {
      throw new Error(`on Node ${line} the installed dumont-runner did not complete: ${measured.stdout}`);
    }
    process.stdout.write(`installed dumont-runner works on Node ${line}\n`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** A package must work without the repository's TypeScript. */
async function refuseSources(cwd: string, tarballs: readonly string[]): Promise<void> {
  for (const tarball of tarballs) {
    const { stdout } = await execa('tar', ['-tzf', tarball], { cwd });
    const sources = stdout.split('\n').filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'));
    if (sources.length > 0) throw new Error(`${tarball} carries sources: ${sources.join(', ')}`);
  }
}
