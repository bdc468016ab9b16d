/** How a model's open files come to be seen inside: by what is open, where the bubblewrap at hand can do that. Pure. */
import type { ModelFile } from '../../../../models/open-model.ts';
import type { BoundFile } from './arguments.ts';

/** The numbers up to 3 are those of the confined process: the next ones are bubblewrap's, which closes them. */
export const FIRST_BOUND_DESCRIPTOR = 4;

export interface Bindings {
  readonly bound: readonly BoundFile[];
  /** Open here; bubblewrap is to find them from `FIRST_BOUND_DESCRIPTOR` on. */
  readonly descriptors: readonly number[];
}

export function bindFiles(files: readonly ModelFile[], canBindDescriptors: boolean): Bindings {
  const descriptors: number[] = [];
  const bound = files.map(({ path, descriptor }): BoundFile => {
    if (!canBindDescriptors || descriptor === null) return { path, source: path };
    descriptors.push(descriptor);
    return { path, source: FIRST_BOUND_DESCRIPTOR + descriptors.length - 1 };
  });
  return { bound, descriptors };
}
