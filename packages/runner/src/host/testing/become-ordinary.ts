/** Root may read and write everywhere: what is refused to others is tested as one of them. */
import { chownSync, readdirSync } from 'node:fs';
import path from 'node:path';

const ORDINARY = 65_534;

/** @param folder is that user's from then on, with all in it @returns what undoes it; of an ordinary user nothing is changed */
export function becomeOrdinary(folder: string): () => void {
  if (process.geteuid?.() !== 0) return () => undefined;
  for (const place of [folder, ...readdirSync(folder, { recursive: true, encoding: 'utf8' })])
    chownSync(path.resolve(folder, place), ORDINARY, ORDINARY);
  process.seteuid?.(ORDINARY);
  return () => process.seteuid?.(0);
}
