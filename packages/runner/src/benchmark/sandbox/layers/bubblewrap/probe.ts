/** Finds out whether bubblewrap works on this machine, by using it once, and puts into words why it does not. */
import path from 'node:path';
import { execPath } from 'node:process';
import { execa } from 'execa';
import { findProgram } from '../../../../host/programs.ts';
import { readText } from '../../../../host/system-files.ts';
import { systemFiles } from '../../runtime-files.ts';
import { confine, featuresOf, SCRATCH_FOLDER, type BubblewrapFeatures, type Room } from './arguments.ts';
import { describeRefusal, USER_NAMESPACE_SETTINGS, type UserNamespaceSetting } from './remedy.ts';

const PROBE_SCRATCH_BYTES = 2 ** 20;

export interface Bubblewrap {
  readonly program: string;
  readonly features: BubblewrapFeatures;
}

/** In bubblewrap's own words. */
interface Failure {
  readonly failure: string;
}

/** @returns null where it is not installed, as everywhere but on Linux */
export async function probeBubblewrap(): Promise<Bubblewrap | Failure | null> {
  if (process.platform !== 'linux') return null;
  const given = process.env['DUMONT_BWRAP'];
  const program = given === undefined || given === '' ? findProgram('bwrap') : path.resolve(given);
  return program === null ? null : tryProgram(program);
}

/** Really runs Node inside. */
async function tryProgram(program: string): Promise<Bubblewrap | Failure> {
  const help = await execa(program, ['--help'], { reject: false });
  const features = featuresOf(`${help.stdout}${help.stderr}`);
  const [first, ...words] = confine(program, features, emptyRoom(), [execPath, '--version']);
  const { failed, stderr, code } = await execa(first, words, { reject: false, stdin: 'ignore' });
  if (!failed) return { program, features };
  const said = stderr.trim().split('\n').at(-1) ?? '';
  return { failure: said === '' ? `${program}: ${code ?? 'it ended with an error'}` : said };
}

function emptyRoom(): Room {
  const { readOnly, links } = systemFiles();
  return {
    readOnly: [...readOnly, execPath],
    links,
    bound: [],
    writable: [],
    folders: [],
    devices: [],
    workingFolder: SCRATCH_FOLDER,
    scratchBytes: PROBE_SCRATCH_BYTES,
    environment: {},
  };
}

/** @returns sentences for a person, with the remedy */
export async function explainRefusal(failed: Failure | null): Promise<string> {
  const settings = await Promise.all(
    Object.entries(USER_NAMESPACE_SETTINGS).map(
      async ([name, file]) => [name, await readText(file)] as const,
    ),
  );
  return describeRefusal({
    platform: process.platform,
    failure: failed?.failure ?? null,
    settings: Object.fromEntries(settings) as Record<UserNamespaceSetting, string | null>,
  });
}
