/** What the command line asks for. */
import { parseArgs } from 'node:util';
import { DumontError, describeIssues, parseComputeUnit, runtimeApiSchema } from '@dumont/protocol';
import { z } from 'zod';
import { MODES, type Mode, type Target } from './run-model.ts';

const MOST_JOBS = 256;

const valuesSchema = z.object({
  /** Part of the names of the models that are run. */
  only: z.string().optional(),
  output: z.string().optional(),
  inputs: z.array(z.enum(MODES)),
  jobs: z.coerce.number().int().min(1).max(MOST_JOBS),
  unit: z.string().transform((text, context) => {
    const unit = parseComputeUnit(text);
    if (unit === undefined) context.addIssue(`there is no compute unit "${text}"`);
    return unit ?? z.NEVER;
  }),
  api: runtimeApiSchema,
});

export interface Options {
  readonly only: string | undefined;
  readonly output: string | undefined;
  readonly inputs: readonly Mode[];
  readonly jobs: number;
  readonly target: Target;
}

/** @throws DumontError USAGE */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      only: { type: 'string' },
      output: { type: 'string' },
      inputs: { type: 'string', multiple: true, default: [...MODES] },
      jobs: { type: 'string', default: '2' },
      unit: { type: 'string', default: 'cpu' },
      api: { type: 'string', default: 'native' },
    },
  });
  const parsed = valuesSchema.safeParse(values);
  if (!parsed.success) throw new DumontError('USAGE', describeIssues(parsed.error));
  const { only, output, inputs, jobs, unit, api } = parsed.data;
  return { only, output, inputs, jobs, target: { unit, api } };
}
