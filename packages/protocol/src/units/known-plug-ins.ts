/** Execution providers that come as plug-ins and have a unit of their own: where each is got, and what it runs on. */
import type { AnyUnit, ComputeUnit } from './compute-units.ts';
import type { PlugIn } from './plug-in.ts';
import { plugInUnit } from './plug-in-unit.ts';

export interface KnownPlugIn {
  readonly unit: ComputeUnit;
  /** As its library calls it. */
  readonly provider: string;
  /** The Python package that its makers publish it by, and the folder that this installs. */
  readonly wheel: string;
  readonly folder: string;
  /** The library in that folder. */
  readonly library: Readonly<Partial<Record<NodeJS.Platform, string>>>;
  /** Reads after "it needs". */
  readonly needs: string;
}

export const KNOWN_PLUG_INS: readonly KnownPlugIn[] = [
  {
    unit: 'OpenVINO (ONNX)',
    provider: 'OpenVINOExecutionProvider',
    wheel: 'onnxruntime-ep-openvino',
    folder: 'onnxruntime_ep_openvino',
    library: {
      linux: 'libonnxruntime_providers_openvino_plugin.so',
      win32: 'onnxruntime_providers_openvino_plugin.dll',
    },
    needs: 'an Intel CPU, GPU or NPU',
  },
];

/** @returns undefined for a unit that needs no plug-in, or any one */
export function knownPlugInFor(unit: AnyUnit): KnownPlugIn | undefined {
  return KNOWN_PLUG_INS.find((known) => known.unit === unit);
}

/** @param library a path; its name may go on with the version */
export function knownPlugInOf(library: string): KnownPlugIn | undefined {
  const file = fileName(library);
  return KNOWN_PLUG_INS.find((known) => Object.values(known.library).some((name) => file.startsWith(name)));
}

/** @returns the unit that is run by a library of the user's: one of ours, or one by the name of the provider */
export function unitOfPlugIn({ library, name }: PlugIn): AnyUnit {
  const known = knownPlugInOf(library);
  if (known !== undefined && (name === null || name === known.provider)) return known.unit;
  return plugInUnit(name ?? nameOf(library));
}

/** `webgpu` for `/opt/x/libonnxruntime_providers_webgpu.so`. */
function nameOf(library: string): string {
  const short = fileName(library)
    .replace(/\.(so(\.\d+)*|dll|dylib)$/i, '')
    .replace(/^(lib)?(onnxruntime_providers_)?/, '')
    .replace(/[^\w.-]/g, '')
    .slice(0, 64);
  return /^\w/.test(short) ? short : 'library';
}

function fileName(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}
