/** Compiled models are thrown away whole: nobody sees a part of one. */
import { readdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { createTemporaryFolder } from '../host/temporary-paths.ts';
import { HeldManifest, nullIfRefused } from './held-manifest.ts';
import { bytesOf, manifestPath } from './manifest.ts';

/** @param folder of a compiled model @returns false where it stays, such as where it is in use */
export async function discard(folder: string): Promise<boolean> {
  const held = await HeldManifest.open(folder, 'alone');
  // Of one without a manifest nothing is ever used.
  if (held === null && (await isThere(manifestPath(folder)))) return false;
  try {
    const temporary = await createTemporaryFolder('compiled', path.dirname(folder)).catch(nullIfRefused);
    if (temporary === null) return false;
    try {
      return (
        (await rename(folder, path.join(temporary.path, 'discarded')).then(() => true, nullIfRefused)) ===
        true
      );
    } finally {
      await temporary.remove();
    }
  } finally {
    await held?.[Symbol.asyncDispose]();
  }
}

interface Kept {
  readonly folder: string;
  readonly bytes: number;
  readonly usedMs: number;
}

/** Throws away those that were used longest ago, until the rest takes no more than `bytes`. @returns false where that is not reached */
export async function makeRoom(store: string, bytes: number): Promise<boolean> {
  const kept = (await listKept(store)).sort((a, b) => a.usedMs - b.usedMs);
  let total = kept.reduce((sum, entry) => sum + entry.bytes, 0);
  for (const entry of kept) {
    if (total <= bytes && entry.bytes > 0) break;
    if (await discard(entry.folder)) total -= entry.bytes;
  }
  return total <= bytes;
}

/** What cannot be read has no size and was never used: it goes first. */
async function listKept(store: string): Promise<Kept[]> {
  const names = (await readdir(store)).filter((name) => /^[0-9a-f]{64}$/.test(name));
  return Promise.all(names.map((name) => describe(path.join(store, name))));
}

async function describe(folder: string): Promise<Kept> {
  const held = await HeldManifest.open(folder, 'shared');
  try {
    const manifest = (await held?.read()) ?? null;
    const stats = manifest === null ? null : await stat(manifestPath(folder)).catch(nullIfRefused);
    if (manifest === null || stats === null) return { folder, bytes: 0, usedMs: 0 };
    return { folder, bytes: bytesOf(manifest), usedMs: stats.mtimeMs };
  } finally {
    await held?.[Symbol.asyncDispose]();
  }
}

async function isThere(file: string): Promise<boolean> {
  return (await stat(file).catch(nullIfRefused)) !== null;
}
