/** Bubblewrap: namespaces of its own for files, processes, network and the rest, without privileges. Linux. */
import { DumontError } from '@dumont/protocol';
import { isSystemError } from '../../../host/system-error.ts';
import { GPU_DEVICE_EXPOSED } from '../plan.ts';
import { unavailable } from '../sandbox-errors.ts';
import { BUBBLEWRAP_PROCESSES, confine, SCRATCH_FOLDER } from './bubblewrap/arguments.ts';
import { bindFiles } from './bubblewrap/bind-files.ts';
import { lookInside } from './bubblewrap/look-inside.ts';
import { explainRefusal, probeBubblewrap, type Bubblewrap } from './bubblewrap/probe.ts';
import { roomFor } from './bubblewrap/room.ts';
import type { FindLayer, Inside, Layer, Wrapped } from './layer.ts';

export const findBubblewrap: FindLayer = async () => {
  const probed = await probeBubblewrap();
  if (probed !== null && 'program' in probed) return layerOf(probed);
  const reason = await explainRefusal(probed);
  return { role: 'wall', missing: 'bubblewrap', reason, remedy: reason };
};

function layerOf(bubblewrap: Bubblewrap): Layer {
  const { bindDescriptor, size } = bubblewrap.features;
  return {
    name: 'bubblewrap',
    role: 'wall',
    shortcomings: size
      ? []
      : [
          {
            missing: 'scratch-limit',
            reason: 'This bubblewrap is older than 0.7 and cannot limit temporary files: update it.',
          },
        ],
    scratchFolder: SCRATCH_FOLDER,
    bindsFiles: true,
    processes: BUBBLEWRAP_PROCESSES,
    wrap: (command, inside) => wrap(bubblewrap, command, inside),
    ...(bindDescriptor ? {} : { verifyFiles }),
  };
}

function wrap({ program, features }: Bubblewrap, command: Wrapped['command'], inside: Inside): Wrapped {
  const { bound, descriptors } = bindFiles(inside.files, features.bindDescriptor);
  const room = roomFor(inside, bound, command[0]);
  return {
    command: confine(program, features, room, command),
    descriptors,
    missing: room.devices.length > 0 ? [GPU_DEVICE_EXPOSED] : [],
    exposed: room.devices,
  };
}

async function verifyFiles(pid: number, { mode, files }: Pick<Inside, 'mode' | 'files'>): Promise<void> {
  try {
    await lookInside(pid, files);
  } catch (error) {
    if (error instanceof DumontError || !isSystemError(error)) throw error;
    if (mode !== 'strict') return;
    throw unavailable('This bubblewrap cannot bind open files, and what it bound cannot be seen: update it.');
  }
}
