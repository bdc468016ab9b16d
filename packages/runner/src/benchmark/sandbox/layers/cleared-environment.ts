/** The isolated process sees a short list of variables, not its parent's environment: secrets live there. */
import type { Command } from '../../../host/programs.ts';
import type { FindLayer } from './layer.ts';

/** What the dynamic loader, drivers and temporary folders need. */
const PASSED_ON = [
  'PATH',
  'LANG',
  'TZ',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'LD_LIBRARY_PATH',
  'DYLD_LIBRARY_PATH',
  'CUDA_VISIBLE_DEVICES',
  'NVIDIA_VISIBLE_DEVICES',
  'VK_ICD_FILENAMES',
  'VK_DRIVER_FILES',
  'XDG_RUNTIME_DIR',
  // Lets the WebGPU plug-in run on the CPU.
  'ORT_WEBGPU_EP_ALLOW_SOFTWARE_ADAPTER',
] as const;

/** Those that name a folder to write to. */
const SCRATCH_VARIABLES = [
  'HOME',
  // Where macOS takes the home folder from, and with it CoreML the folder of its caches.
  'CFFIXED_USER_HOME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'XDG_RUNTIME_DIR',
] as const;

/** A folder in that of a user's temporary files, where macOS has it. */
const IN_USER_TEMPORARY = /^(?:\/private)?\/var\/folders\/[^/]+\/[^/]+\/T\/([^/]+)$/;
/** Apple's frameworks do not look at TMPDIR: the system tells them that folder, or the one in it that is named by this. */
const NAMED_IN_USER_TEMPORARY = 'DIRHELPER_USER_DIR_SUFFIX';

/** What drivers compile is code that the next model would run: it is kept in the sandbox's own memory, or nowhere. */
const CACHES_IN_SCRATCH = [
  'CUDA_CACHE_PATH',
  'XDG_CACHE_HOME',
  'MESA_SHADER_CACHE_DIR',
  '__GL_SHADER_DISK_CACHE_PATH',
];
const NO_CACHES = { CUDA_CACHE_DISABLE: '1', MESA_SHADER_CACHE_DISABLE: 'true', __GL_SHADER_DISK_CACHE: '0' };

export const findClearedEnvironment: FindLayer = async () =>
  Promise.resolve({
    name: 'cleared-environment',
    isUsed: () => true,
    wrap: (command, { mode, walled, environment }) => ({
      // A wall clears it by itself.
      command:
        mode === 'off' || walled || process.platform === 'win32'
          ? command
          : clearEnvironment(command, environment),
    }),
  });

/** @param scratchFolder one that is there inside alone, or null @param loaderFolders where the loader is to look for libraries first */
export function childEnvironment(
  own: NodeJS.ProcessEnv,
  scratchFolder: string | null = null,
  loaderFolders: readonly string[] = [],
): Record<string, string> {
  const passed = PASSED_ON.flatMap((name) => {
    const value = own[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const scratch =
    scratchFolder === null ? [] : SCRATCH_VARIABLES.map((name) => [name, scratchFolder] as const);
  const caches =
    scratchFolder === null
      ? NO_CACHES
      : Object.fromEntries(CACHES_IN_SCRATCH.map((name) => [name, `${scratchFolder}/cache`]));
  const searched = [
    ...loaderFolders,
    ...(own['LD_LIBRARY_PATH'] ?? '').split(':').filter((entry) => entry !== ''),
  ];
  // onnxruntime 1.29 and later send usage data unless told not to.
  return {
    ...Object.fromEntries([...passed, ['ORT_DISABLE_TELEMETRY', '1']]),
    ...(loaderFolders.length === 0 ? {} : { LD_LIBRARY_PATH: searched.join(':') }),
    ...Object.fromEntries(scratch),
    ...appleTemporary(scratchFolder),
    ...caches,
  };
}

function appleTemporary(scratchFolder: string | null): Record<string, string> {
  const name = IN_USER_TEMPORARY.exec(scratchFolder ?? '')?.[1];
  return name === undefined ? {} : { [NAMED_IN_USER_TEMPORARY]: name };
}

/** Sets it at the last moment: what else has a hand in starting programs (a test runner, a tracer) may have added to it. */
function clearEnvironment(command: Command, environment: Readonly<Record<string, string>>): Command {
  return [
    '/usr/bin/env',
    '-i',
    ...Object.entries(environment).map(([name, value]) => `${name}=${value}`),
    ...command,
  ];
}
