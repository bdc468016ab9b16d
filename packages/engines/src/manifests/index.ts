/** What can be known of engines without loading one: no native library is reached from here. */
export { BUILT_IN_MANIFESTS, manifestFor, preferredUnitFor, unitsForFormat } from './built-in.ts';
export { engineFor, engineOfSetting, enginesFor, manifestOf, manifestsFor } from './engine-ref.ts';
export { readDynamicSection, type DynamicSection } from '../onnx/elf-dynamic.ts';
export { readMachine } from '../onnx/elf-machine.ts';
export { findLibrary, isLibraryName, shippedVersion } from '../onnx/find-library.ts';
export { findVulkanAdapter } from '../onnx/vulkan-adapter.ts';
export { findVulkanDrivers } from '../onnx/vulkan-drivers.ts';
export { engineManifestSchema, type EngineManifest } from './manifest.ts';
