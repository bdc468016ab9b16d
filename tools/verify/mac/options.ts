/** What the command line asks for. */
import { DumontError, describeIssues, parseComputeUnit, type ComputeUnit } from '@dumont/protocol';
import { z } from 'zod';
import { parseFlags } from '../parse-flags.ts';

/** Each of CoreML's own. */
export const COREML_UNITS: readonly ComputeUnit[] = [
  'CPU (CoreML)',
  'GPU (CoreML)',
  'Neural Engine (CoreML)',
];

export const USAGE = `usage: npm run verify:mac -- [flags]

  --unit <unit>       coreml-cpu, coreml-gpu or ane, repeatable (default: all of them)
  --engine <package>  in place of CoreML's own, on any system
  --output <file>     the table as a file too

docs/coreml.md says what is looked at, and where to send the table.
`;

const unit = z.string().transform((text, context): ComputeUnit => {
  const parsed = parseComputeUnit(text);
  if (parsed !== undefined && COREML_UNITS.includes(parsed)) return parsed;
  context.addIssue(`"${text}" is no compute unit of CoreML's`);
  return z.NEVER;
});

const valuesSchema = z.object({
  unit: z.array(unit).max(COREML_UNITS.length),
  engine: z.string().min(1).nullable(),
  output: z.string().min(1).nullable(),
});

export interface Options {
  readonly units: readonly ComputeUnit[];
  /** An engine in place of CoreML's own: the checks themselves are tried by it, on any system. */
  readonly engine: string | null;
  readonly output: string | null;
}

/** @throws DumontError USAGE, elsewhere than on a Mac too */
export function readOptions(args: readonly string[], platform: NodeJS.Platform): Options {
  const values = parseFlags(args, {
    unit: { type: 'string', multiple: true },
    engine: { type: 'string' },
    output: { type: 'string' },
  });
  const parsed = valuesSchema.safeParse({
    unit: values.unit ?? [],
    engine: values.engine ?? null,
    output: values.output ?? null,
  });
  if (!parsed.success) throw new DumontError('USAGE', describeIssues(parsed.error));
  const { unit: units, engine, output } = parsed.data;
  if (platform !== 'darwin' && engine === null) {
    const what = SYSTEMS[platform] ?? platform;
    throw new DumontError(
      'USAGE',
      `CoreML is macOS's, and this is ${what}: for a GPU here there is npm run verify:gpu`,
    );
  }
  return { units: units.length === 0 ? COREML_UNITS : units, engine, output };
}

const SYSTEMS: Partial<Record<NodeJS.Platform, string>> = { linux: 'Linux', win32: 'Windows' };
