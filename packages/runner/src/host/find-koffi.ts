/** koffi, by which libraries of the system's are called. A package manager may have left out the optional package that carries its binary. */
import type koffiDefault from 'koffi';

export type Koffi = typeof koffiDefault;

/** @returns null where koffi has no binary for this machine */
export async function findKoffi(): Promise<Koffi | null> {
  return import('koffi').then(
    (loaded) => loaded.default,
    () => null,
  );
}
