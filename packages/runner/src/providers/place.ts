/** Where providers are kept and looked for: the same for every program of Dumont's that this user runs. Pure but for `thisPlace`. */
import { homedir } from 'node:os';
import path from 'node:path';
import { dataFolder } from '../host/data-folder.ts';

export interface Place {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
}

export function thisPlace(): Place {
  return { environment: process.env, platform: process.platform, home: homedir() };
}

/** The store; a worker reads it too, wherever its `--data-dir` is. */
export function providersFolder({ environment, platform, home }: Place): string {
  const given = environment['DUMONT_PROVIDERS_DIR'];
  if (given !== undefined && given !== '') return path.resolve(given);
  return path.join(dataFolder(environment, platform, home), 'providers');
}
