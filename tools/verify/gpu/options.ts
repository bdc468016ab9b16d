/** What the command line asks for. */
import {
  DumontError,
  describeIssues,
  isAccelerator,
  parseComputeUnit,
  type ComputeUnit,
} from '@dumont/protocol';
import { z } from 'zod';
import { parseFlags } from '../parse-flags.ts';

/** Tried where nobody names one. */
export const USUAL_UNITS: readonly ComputeUnit[] = ['CUDA (ONNX)', 'MIGraphX (ONNX)', 'WebGPU (ONNX)'];
const SIZES = ['auto', 'small', 'full'] as const;

export const USAGE = `usage: npm run verify:gpu -- [flags]

  --unit <unit>                  beside the CPU, repeatable: what of it does not run is a failure
                                 (default: CUDA, MIGraphX and WebGPU as they run)
  --provider-from <wheel|folder> the first unit's provider
  --size auto|small|full         of the models (default: auto, which is full on a card)
  --output <file>                the table as a file too
  --pack <folder>                make a folder for a machine without Node and npm instead

docs/verified-on.md says what is looked at, and where to send the table.
`;

const unit = z.string().transform((text, context): ComputeUnit => {
  const parsed = parseComputeUnit(text);
  if (parsed !== undefined && isAccelerator(parsed)) return parsed;
  context.addIssue(`there is no compute unit "${text}" beside the CPU`);
  return z.NEVER;
});

const valuesSchema = z.object({
  unit: z.array(unit).max(16),
  providerFrom: z.string().min(1).nullable(),
  size: z.enum(SIZES),
  output: z.string().min(1).nullable(),
  pack: z.string().min(1).nullable(),
});

export interface Options {
  /** Those that were asked for: what of them does not run is a failure. Empty: those that are there. */
  readonly units: readonly ComputeUnit[];
  /** A wheel or a folder with the first unit's provider. */
  readonly providerFrom: string | null;
  /** Of the models; `auto`: full on a card, small in software. */
  readonly size: (typeof SIZES)[number];
  readonly output: string | null;
  /** A folder to be made, instead. */
  readonly pack: string | null;
}

/** @throws DumontError USAGE */
export function readOptions(args: readonly string[]): Options {
  const values = parseFlags(args, {
    unit: { type: 'string', multiple: true },
    'provider-from': { type: 'string' },
    size: { type: 'string', default: 'auto' },
    output: { type: 'string' },
    pack: { type: 'string' },
  });
  const parsed = valuesSchema.safeParse({
    unit: values.unit ?? [],
    providerFrom: values['provider-from'] ?? null,
    size: values.size,
    output: values.output ?? null,
    pack: values.pack ?? null,
  });
  if (!parsed.success) throw new DumontError('USAGE', describeIssues(parsed.error));
  const { unit: units, ...rest } = parsed.data;
  if (rest.providerFrom !== null && units.length === 0) {
    throw new DumontError('USAGE', '--provider-from needs the --unit that it is for');
  }
  return { units, ...rest };
}
