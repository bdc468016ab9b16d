/** Which engine a command means. */
import { resolve } from 'node:path';
import type { EngineRef } from '@dumont/protocol';

/** @param builtIn the engine to use where no other was asked for */
export function toEngineRef(enginePackage: string | null, builtIn: string): EngineRef {
  if (enginePackage === null) return { name: builtIn, package: null };
  // A path is meant from where the command was called; the isolated process may stand elsewhere.
  const isPath = /^(\.{0,2}[/\\]|[a-z]:[/\\])/i.test(enginePackage);
  return { name: enginePackage, package: isPath ? resolve(enginePackage) : enginePackage };
}
