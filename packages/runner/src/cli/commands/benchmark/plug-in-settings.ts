/** Which library of execution providers was named, for which units, and what its provider is told. */
import { realpathSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import {
  computeUnitRow,
  DumontError,
  isAccelerator,
  isPlugInUnit,
  knownPlugInFor,
  unitOfPlugIn,
  type AnyUnit,
  type ComputeUnit,
  type PlugIn,
  type ProviderSettings,
} from '@dumont/protocol';
import { labelOf, type GivenSettings } from '@dumont/protocol/settings';
import { thisPlace } from '../../../providers/place.ts';
import { pluginOf, storedCalled } from '../../../providers/find-stored.ts';
import { describeSystemError, isSystemError } from '../../../host/system-error.ts';
import type { BenchmarkValues } from '../../args/settings/benchmark.ts';

type Named = Pick<BenchmarkValues, 'providerLibrary' | 'providerName' | 'engine'>;
type Values = Named &
  Pick<BenchmarkValues, 'computeUnit' | 'providerOption' | 'device'> & {
    readonly runtimeApi: BenchmarkValues['runtimeApi'];
  };

export interface PlugInSettings {
  readonly computeUnits: readonly AnyUnit[];
  /** Null: where a unit needs one, the one that is installed. */
  readonly plugIn: PlugIn | null;
  readonly provider: ProviderSettings;
}

/** True where the unit's provider comes in a library of its own. */
export function isRunByPlugIn(unit: AnyUnit): boolean {
  return isPlugInUnit(unit) || knownPlugInFor(unit) !== undefined;
}

/** True where ONNX Runtime has an execution provider for the unit that takes options and a device. */
export function takesProviderSettings(unit: AnyUnit): boolean {
  return isPlugInUnit(unit) || (isAccelerator(unit) && computeUnitRow(unit).engine === 'onnx');
}

/** @throws DumontError USAGE where they contradict each other, or there is no such library */
export function toPlugInSettings(values: Values, given: GivenSettings): PlugInSettings {
  const named = toPlugIn(values, given);
  if (named !== null && values.runtimeApi === 'node') {
    const label = labelOf('providerLibrary', given);
    throw new DumontError('USAGE', `${label} needs ONNX Runtime's C API: onnxruntime-node takes no plug-in`);
  }
  const { computeUnits, plugIn } = unitsWith(named, values.computeUnit);
  const { providerOption, device } = values;
  const hasOptions = Object.keys(providerOption).length > 0;
  const isTaken = values.engine === null && computeUnits.some(takesProviderSettings);
  if ((hasOptions || device !== null) && !isTaken) {
    const label = labelOf(hasOptions ? 'providerOption' : 'device', given);
    throw new DumontError(
      'USAGE',
      `${label} is for an execution provider of ONNX Runtime's other than the CPU's: name a unit by --compute-unit, or a library by --provider-library`,
    );
  }
  return {
    computeUnits,
    plugIn,
    provider: {
      ...(hasOptions ? { providerOptions: providerOption } : {}),
      ...(device === null ? {} : { device }),
    },
  };
}

/** A library that was named together with a unit that needs one is that unit's; else it brings one of its own. */
function unitsWith(
  plugIn: PlugIn | null,
  units: readonly ComputeUnit[],
): Pick<PlugInSettings, 'computeUnits' | 'plugIn'> {
  if (plugIn === null) return { computeUnits: units, plugIn };
  const [known] = units.flatMap((unit) => knownPlugInFor(unit) ?? []);
  if (known === undefined) return { computeUnits: [...units, unitOfPlugIn(plugIn)], plugIn };
  return { computeUnits: units, plugIn: { ...plugIn, name: plugIn.name ?? known.provider } };
}

/** @returns null where none was named @throws DumontError USAGE where there is no such library, or nothing that could take it */
export function toPlugIn(values: Named, given: GivenSettings): PlugIn | null {
  const { providerLibrary, providerName, engine } = values;
  if (providerLibrary === null) {
    if (providerName === null) return null;
    throw new DumontError('USAGE', `${labelOf('providerName', given)} needs --provider-library`);
  }
  const label = labelOf('providerLibrary', given);
  if (engine !== null) {
    throw new DumontError('USAGE', `${label} and ${labelOf('engine', given)} exclude each other`);
  }
  return { library: findFile(providerLibrary, label), name: providerName };
}

function findFile(file: string, label: string): string {
  try {
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) return realpathSync(file);
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw new DumontError('USAGE', `${label}: ${file} cannot be read: ${describeSystemError(cause)}`, {
      cause,
    });
  }
  const added = storedCalled(basename(file), thisPlace());
  if (added === null) {
    throw new DumontError(
      'USAGE',
      `${label}: there is no file ${file}, and nothing that "providers add" has added by that name`,
    );
  }
  const library = pluginOf(added);
  if (library !== null) return library;
  throw new DumontError(
    'USAGE',
    `${label}: ${added.folder} has no library of a plug-in, or several: give the library's file, or by --compute-unit the unit of a provider of ONNX Runtime's own, such as cuda`,
  );
}
