/** What the user said about the inputs, and what an isolated process says to have found for the rest. Pure. */
import type { InputFindings, InputSpec } from '@dumont/protocol';

/** What the user said stays, whatever was found. */
export function withFindings(given: InputSpec, found: InputFindings): InputSpec {
  const values = Object.entries(found.values).filter(([name]) => !Object.hasOwn(given.files, name));
  return {
    ...given,
    shapes: { ...found.shapes, ...given.shapes },
    dims: { ...found.dims, ...given.dims },
    values: { ...Object.fromEntries(values), ...given.values },
    searched: found.searched,
  };
}
