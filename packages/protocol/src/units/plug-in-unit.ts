/** Units that no table knows: what runs on an execution provider of a library that the user names. */
import { z } from 'zod';

const SUFFIX = ' (plug-in)';

/** Of a provider, as its library calls it or as a user does. */
export const providerNameSchema = z
  .string()
  .max(64)
  .regex(/^\w[\w.-]*$/);

export const plugInUnitSchema = z.templateLiteral([providerNameSchema, SUFFIX]);
export type PlugInUnit = z.infer<typeof plugInUnitSchema>;

export function plugInUnit(providerName: string): PlugInUnit {
  return `${providerName}${SUFFIX}`;
}

export function isPlugInUnit(unit: string): unit is PlugInUnit {
  return unit.endsWith(SUFFIX);
}
