/** What can be known of engines without loading one: no native library is reached from here. */
export { BUILT_IN_MANIFESTS, manifestFor, unitsForFormat } from './built-in.ts';
export { engineFor, engineOfSetting } from './engine-ref.ts';
export { engineManifestSchema, type EngineManifest } from './manifest.ts';
