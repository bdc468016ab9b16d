import t from 'tap';
import { persistentCacheIn } from './persistent-caches.ts';

await t.test('an option that keeps compiled code for the next process is found', async (t) => {
  const kept: Readonly<Record<string, string>> = {
    cache_dir: '/var/cache/ov',
    ModelCacheDirectory: '/tmp/coreml',
    trt_engine_cache_enable: '1',
    trt_timing_cache_enable: 'True',
    trt_engine_cache_path: './cache',
    trt_ep_context_file_path: 'x',
    migraphx_model_cache_dir: '/c',
    nv_runtime_cache_path: '/c',
    'ep.context_enable': '1',
    load_config: '{"GPU":{"CACHE_DIR":"/c"}}',
  };
  for (const [name, value] of Object.entries(kept))
    t.equal(persistentCacheIn({ other: '1', [name]: value }), name);
});

await t.test('what keeps nothing is left alone', async (t) => {
  const harmless = {
    trt_engine_cache_enable: '0',
    trt_timing_cache_enable: 'false',
    cache_dir: '',
    arena_extend_strategy: 'kSameAsRequested',
    storageBufferCacheMode: 'disabled',
    load_config: '{"CPU":{"INFERENCE_PRECISION_HINT":"f32"}}',
  };
  t.equal(persistentCacheIn(harmless), null);
});
