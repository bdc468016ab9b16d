/** koffi, by which native libraries are called: the same, set up once, for whoever calls one. */

import type koffiDefault from 'koffi';

export type Koffi = typeof koffiDefault;

/** koffi calls on a stack of its own, 2 MiB by default: models that are deep need what a thread usually has. */
const STACK_BYTES = 8 * 2 ** 20;

let loading: Promise<Koffi> | undefined;

/** @throws whatever koffi does where it has no binary for this machine */
export function loadKoffi(): Promise<Koffi> {
  loading ??= load();
  return loading;
}

/** It can be set up before a library is loaded, and not afterwards. */
async function load(): Promise<Koffi> {
  const { default: koffi } = await import('koffi');
  koffi.config({ sync_stack_size: STACK_BYTES });
  return koffi;
}
