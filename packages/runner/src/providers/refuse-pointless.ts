/** Names of providers that nothing can be added for. */
import {
  computeUnitRow,
  DumontError,
  executionProviderSchema,
  parseComputeUnit,
  PLATFORM_NAMES,
  providersOn,
  type ExecutionProvider,
} from '@dumont/protocol';
import type { Place } from './place.ts';

/** In ONNX Runtime's own library, or beside it in each build for the one system that has them. */
const BUILT_IN: ReadonlySet<ExecutionProvider> = new Set(['cpu', 'dml', 'coreml']);

/** @param name of a provider, or short form of the unit that it runs @throws DumontError USAGE where it is in every build, or does not exist on the system */
export function refusePointless(name: string, { platform }: Place): void {
  const provider = providerCalled(name);
  if (provider === null) return;
  if (providersOn([provider], platform).length === 0)
    throw new DumontError(
      'USAGE',
      `${name} does not exist on ${PLATFORM_NAMES.get(platform) ?? platform}: it runs on ${systemsOf(provider)}`,
    );
  if (BUILT_IN.has(provider))
    throw new DumontError('USAGE', `${name} comes with ONNX Runtime itself: there is nothing to add`);
}

/** Of a unit that one alone may run. */
function providerCalled(name: string): ExecutionProvider | null {
  const known = executionProviderSchema.safeParse(name);
  if (known.success) return known.data;
  const unit = parseComputeUnit(name);
  const [only, ...others] = unit === undefined ? [] : computeUnitRow(unit).providers;
  return only !== undefined && others.length === 0 ? only : null;
}

function systemsOf(provider: ExecutionProvider): string {
  const systems = [...PLATFORM_NAMES].flatMap(([platform, system]) =>
    providersOn([provider], platform).length > 0 ? [system] : [],
  );
  return systems.join(' and ');
}
