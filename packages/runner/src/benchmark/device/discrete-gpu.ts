/** Which graphics card a device has, apart from what is built into its processor. Pure. */
import type { Facts, GraphicsController } from './facts.ts';

export interface DiscreteGpu {
  readonly name: string;
  /** Video memory in MB. */
  readonly vramMb: number | null;
}

/** Product lines that are sold as cards (or soldered beside a processor) only. */
const DISCRETE = [
  /nvidia|geforce|quadro|\btesla\b/i,
  /radeon (rx|pro|vii|r[579]|hd)\b|instinct|firepro/i,
  /\barc\b.*\b[ab]\d{2,3}[a-z]?\b/i,
];

/** Built into the processor under the name of a card. */
const INTEGRATED = /tegra|\borin\b|\bxavier\b/i;

export function findDiscreteGpu({ nvidia, graphics }: Facts): DiscreteGpu | null {
  const card = nvidia === undefined ? undefined : parseNvidiaSmi(nvidia)[0];
  if (card !== undefined) return card;
  const controller = graphics?.controllers.find(isDiscrete);
  if (controller === undefined) return null;
  return { name: nameOf(controller), vramMb: controller.vram ?? null };
}

/** @param text lines such as `NVIDIA H100 80GB HBM3, 81559` */
export function parseNvidiaSmi(text: string): DiscreteGpu[] {
  return text.split('\n').flatMap((line) => {
    const [, name, memory] = /^(.+), (\d+|\[N\/A\])\s*$/.exec(line) ?? [];
    if (name === undefined || INTEGRATED.test(name)) return [];
    return [{ name, vramMb: Number.isNaN(Number(memory)) ? null : Number(memory) }];
  });
}

function isDiscrete(controller: GraphicsController): boolean {
  const name = nameOf(controller);
  return DISCRETE.some((line) => line.test(name)) && !INTEGRATED.test(name);
}

function nameOf({ vendor, model }: GraphicsController): string {
  const maker = vendor.replace(/^.*\[AMD\/ATI\]$/, 'AMD').replace(/ Corporation$/, '');
  return model.toLowerCase().startsWith(maker.toLowerCase()) ? model : `${maker} ${model}`;
}
