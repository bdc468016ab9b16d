/** What Linux's files under `/proc/<pid>` say. Pure: bytes or text in, numbers out. */

const SPACE = 0x20;
const ZERO = 0x30;

/**
 * Resident pages: the second number of `statm`. Read digit by digit, because it happens many times a second.
 * @param statm the file's bytes, as many as were read
 */
export function parseResidentPages(statm: Uint8Array): number {
  let pages = 0;
  for (let at = statm.indexOf(SPACE) + 1; at < statm.length; at++) {
    const digit = (statm[at] ?? SPACE) - ZERO;
    if (digit < 0 || digit > 9) break;
    pages = pages * 10 + digit;
  }
  return pages;
}

/**
 * Highest resident memory since the process began, or since `5` was written to its `clear_refs`.
 * @param status text of `/proc/<pid>/status` @returns bytes; `null` for a process that has no memory any more (a zombie)
 */
export function parsePeakBytes(status: string): number | null {
  return readKilobytes(status, 'VmHWM');
}

/** Resident memory by what lies behind its pages. */
export interface ResidentKinds {
  /** A file: programs, libraries, weights that are mapped. */
  readonly fileBytes: number;
  /** Nothing. */
  readonly anonymousBytes: number;
  /** Memory that processes share by its own name, such as tmpfs. */
  readonly sharedBytes: number;
}

/** @param status text of `/proc/<pid>/status` @returns null for a zombie, and before Linux 4.5 */
export function parseResidentKinds(status: string): ResidentKinds | null {
  return kindsOf(status, { file: 'RssFile', anonymous: 'RssAnon', shared: 'RssShmem' });
}

/** @param rollup text of `/proc/<pid>/smaps_rollup`: proportional shares @returns null for a zombie, and before Linux 5.4 */
export function parseSharedOutKinds(rollup: string): ResidentKinds | null {
  return kindsOf(rollup, { file: 'Pss_File', anonymous: 'Pss_Anon', shared: 'Pss_Shmem' });
}

function kindsOf(
  text: string,
  names: { readonly file: string; readonly anonymous: string; readonly shared: string },
): ResidentKinds | null {
  const fileBytes = readKilobytes(text, names.file);
  const anonymousBytes = readKilobytes(text, names.anonymous);
  const sharedBytes = readKilobytes(text, names.shared);
  if (fileBytes === null || anonymousBytes === null || sharedBytes === null) return null;
  return { fileBytes, anonymousBytes, sharedBytes };
}

/** @returns bytes */
function readKilobytes(text: string, name: string): number | null {
  const kilobytes = new RegExp(`^${name}:\\s*(\\d+) kB$`, 'm').exec(text)?.[1];
  return kilobytes === undefined ? null : Number(kilobytes) * 1024;
}

/**
 * What a process is doing: `R` running, `S` sleeping, `T` stopped, `Z` dead but not yet taken notice of, and others.
 * @param stat text of `/proc/<pid>/stat`, of which it is field 3; the second field, the name, may hold spaces
 */
export function parseState(stat: string): string | null {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[0] ?? null;
}

/**
 * When a process began, in ticks since the machine did: with its number it names a process for good.
 * @param stat text of `/proc/<pid>/stat`, of which it is field 22; the second field, the name, may hold spaces
 */
export function parseStartTicks(stat: string): string | null {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}

/** Of the kernel's ticks towards programs, whatever its own are. */
const TICK_MS = 10;

/**
 * CPU time of a process since its start, by all of its threads, in user and kernel mode.
 * @param stat text of `/proc/<pid>/stat`, of which it is fields 14 and 15; the second field, the name, may hold spaces
 * @returns milliseconds; null where they are not there
 */
export function parseCpuMs(stat: string): number | null {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(ticks) ? ticks * TICK_MS : null;
}

/** @param children text of `/proc/<pid>/task/<tid>/children`: process ids, a space after each */
export function parseChildren(children: string): number[] {
  return children.split(' ').filter(Boolean).map(Number);
}
