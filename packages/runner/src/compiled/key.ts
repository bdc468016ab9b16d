/** Which result belongs to which model: one for each, engine and system that compiled it. Pure. */
import { createHash } from 'node:crypto';
import type { EngineRef, ModelFormat } from '@dumont/protocol';
import type { ModelIdentity } from '../models/identity.ts';

/** What a compiler is part of: the engine's own version is known to its processes alone, and comes with the system's. */
export interface System {
  readonly platform: string;
  readonly arch: string;
  /** As the kernel says it, build included. */
  readonly version: string;
}

/** @returns the name of its folder */
export function compiledKey(
  engine: Pick<EngineRef, 'name' | 'package'>,
  format: ModelFormat,
  identity: Pick<ModelIdentity, 'sha256' | 'digest'>,
  { platform, arch, version }: System,
): string {
  const parts = [
    engine.name,
    engine.package,
    format,
    identity.digest ?? identity.sha256,
    platform,
    arch,
    version,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}
