/** Options by which a runtime keeps what it compiled for the next process: code that another model would then run. */

/** Names of providers' options and of session options; those of the first kind are folders and files, of the second switches. */
const PLACES =
  /^(cache_dir|modelcachedirectory|trt_(engine|timing)_cache_(path|prefix)|trt_ep_context_file_path|migraphx_(model_cache_dir|(save|load)_compiled_(path|model_name)|cached_model_path)|(\w+\.)?(runtime_)?cache_(dir|path|file)|nv_runtime_cache_path|ep\.context_file_path)$/i;
const SWITCHES =
  /^(trt_(engine|timing)_cache_enable|trt_dump_(ep_context_model|subgraphs)|migraphx_(save|load)_compiled_model|ep\.context_enable)$/i;
const OFF = /^(|0|false|off)$/i;
/** OpenVINO takes options of its devices as JSON. */
const NESTED = /"CACHE_DIR"\s*:\s*"[^"]/i;

/** @returns the name of the first option that would keep compiled code beyond the process; null where none would */
export function persistentCacheIn(options: Readonly<Record<string, string>>): string | null {
  const found = Object.entries(options).find(
    ([name, value]) =>
      (PLACES.test(name) && value !== '') || (SWITCHES.test(name) && !OFF.test(value)) || NESTED.test(value),
  );
  return found?.[0] ?? null;
}
