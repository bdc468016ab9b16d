/** Options of a session that are the runtime's own matter unless somebody gives them: left out of task and report alike until then. */
import { z } from 'zod';

/** ONNX Runtime's own bounds are wider; its names have at least one dot. */
const entryName = z
  .string()
  .max(128)
  .regex(/^\w+(\.\w+)+$/);
const entryValue = z.string().max(1024);
const MAX_ENTRIES = 64;

/** The runtime's own configuration entries, such as `session.set_denormal_as_zero`; it ignores those it does not know. */
export const sessionEntriesSchema = z
  .record(entryName, entryValue)
  .refine((entries) => Object.keys(entries).length <= MAX_ENTRIES, `at most ${MAX_ENTRIES} entries`);

/** The entry that `intraOpSpinning` sets. */
export const INTRA_OP_SPINNING_ENTRY = 'session.intra_op.allow_spinning';

/** To be spread into a schema. */
export const sessionExtras = {
  /** Idle threads spin instead of sleeping. */
  intraOpSpinning: z.boolean().exactOptional(),
  /** Memory is kept for later runs in an arena. */
  cpuArena: z.boolean().exactOptional(),
  /** Memory of one run is planned as a whole where shapes repeat. */
  memoryPattern: z.boolean().exactOptional(),
  sessionEntries: sessionEntriesSchema.exactOptional(),
};
export const sessionExtrasSchema = z.object(sessionExtras);
export type SessionExtras = z.infer<typeof sessionExtrasSchema>;

export const sessionExtraNameSchema = z.enum([
  'intraOpSpinning',
  'cpuArena',
  'memoryPattern',
  'sessionEntries',
]);
export type SessionExtraName = z.infer<typeof sessionExtraNameSchema>;

const FLAGS: Readonly<Record<SessionExtraName, string>> = {
  intraOpSpinning: '--intra-op-spinning',
  cpuArena: '--cpu-arena',
  memoryPattern: '--memory-pattern',
  sessionEntries: '--session-option',
};

/** @returns the flags of those given, in words; null where all that are given are taken */
export function describeUntaken(extras: SessionExtras, taken: readonly SessionExtraName[]): string | null {
  const flags = sessionExtraNameSchema.options
    .filter((name) => extras[name] !== undefined && !taken.includes(name))
    .map((name) => FLAGS[name]);
  return flags.length === 0 ? null : flags.join(' and ');
}

/** Each in the words of a person; null where it was not given. */
export const DESCRIBED_SESSION_EXTRAS: readonly (readonly [
  name: string,
  read: (extras: SessionExtras) => string | null,
])[] = [
  ['intra-op spinning', ({ intraOpSpinning }) => onOrOff(intraOpSpinning)],
  ['CPU arena', ({ cpuArena }) => onOrOff(cpuArena)],
  ['memory pattern', ({ memoryPattern }) => onOrOff(memoryPattern)],
  ['session options', ({ sessionEntries }) => listEntries(sessionEntries)],
];

/** @returns name and value of those given, the same for the same options */
export function describeSessionExtras(extras: SessionExtras): [name: string, value: string][] {
  return DESCRIBED_SESSION_EXTRAS.flatMap(([name, read]): [string, string][] => {
    const value = read(extras);
    return value === null ? [] : [[name, value]];
  });
}

function onOrOff(isOn: boolean | undefined): string | null {
  if (isOn === undefined) return null;
  return isOn ? 'on' : 'off';
}

function listEntries(entries: Readonly<Record<string, string>> | undefined): string | null {
  if (entries === undefined) return null;
  return Object.entries(entries)
    .map(([name, value]) => `${name}=${value}`)
    .toSorted()
    .join(', ');
}
