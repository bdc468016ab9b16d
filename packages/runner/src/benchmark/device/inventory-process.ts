/**
 * The program of the inventory process. systeminformation starts programs and waits for some of them with its thread blocked; a
 * broken driver hangs nvidia-smi for minutes. In a process of its own that costs nothing but its answer.
 */
import { execa } from 'execa';
import { BYTES_PER_MB } from '@dumont/protocol';
import { cpu, graphics, osInfo, system, uuid } from 'systeminformation';
import { listPaths, readNumber } from '../../host/system-files.ts';
import type { Fact, GraphicsController } from './facts.ts';

/** It takes a second or two where the driver has to wake a card. */
const NVIDIA_LIMIT_MS = 5000;

async function tell(fact: Fact['fact'], value: Promise<unknown>): Promise<void> {
  process.stdout.write(`${JSON.stringify({ fact, value: await value })}\n`);
}

/** systeminformation asks nvidia-smi about the cards that lspci lists; containers have the one without the other. */
async function askNvidia(): Promise<string> {
  const query = ['--query-gpu=name,memory.total', '--format=csv,noheader,nounits'];
  const { stdout } = await execa('nvidia-smi', query, { reject: false, timeout: NVIDIA_LIMIT_MS });
  return stdout;
}

async function askGraphics(): Promise<{ controllers: GraphicsController[] }> {
  const { controllers } = await graphics();
  if (process.platform !== 'linux') return { controllers };
  // What systeminformation takes for video memory there is the window through which the processor sees it.
  const amdVramMb = await readAmdVramMb();
  return {
    controllers: controllers.map(({ vendor, model }) => ({
      vendor,
      model,
      vram: /amd|ati\b/i.test(vendor) ? amdVramMb : null,
    })),
  };
}

/** @returns the most that a card of AMD's has */
async function readAmdVramMb(): Promise<number | null> {
  const cards = await listPaths('/sys/class/drm', /^card\d+$/);
  const sizes = await Promise.all(cards.map((card) => readNumber(`${card}/device/mem_info_vram_total`)));
  const known = sizes.filter((bytes) => bytes !== null);
  return known.length === 0 ? null : Math.max(...known) / BYTES_PER_MB;
}

await Promise.all([tell('os', osInfo()), tell('cpu', cpu()), tell('system', system()), tell('uuid', uuid())]);
// Last, because these two are the ones that may hang.
await tell('nvidia', askNvidia());
await tell('graphics', askGraphics());
