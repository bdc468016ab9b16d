/** Every layer that there is, in the order of reports; of two that are wrapped around a command the later one is the inner one. */
import { findBubblewrap } from './bubblewrap.ts';
import { findControlGroups } from './cgroup.ts';
import { findClearedEnvironment } from './cleared-environment.ts';
import type { FindLayer } from './layer.ts';
import { findNodePermissions } from './node-permissions.ts';
import { findParentDeath } from './parent-death.ts';
import { findProcess } from './process.ts';
import { findResourceLimits } from './rlimits.ts';
import { findSeatbelt } from './seatbelt.ts';

export const LAYERS: readonly FindLayer[] = [
  findProcess,
  findClearedEnvironment,
  findParentDeath,
  findBubblewrap,
  findSeatbelt,
  findControlGroups,
  findResourceLimits,
  findNodePermissions,
];
