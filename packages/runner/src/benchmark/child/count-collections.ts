/** Collections of the JavaScript heap in a stretch of code, counted by V8 itself: no code of ours runs until the stretch is over. */
import { GCProfiler } from 'node:v8';
import type { Collections } from '@dumont/protocol';

const US_PER_MS = 1000;

/** Counting begins. @returns what ends it and says what there was */
export function countCollections(): () => Collections {
  const profiler = new GCProfiler();
  profiler.start();
  return () => {
    const { statistics } = profiler.stop();
    return {
      count: statistics.length,
      ms: statistics.reduce((sumUs, { cost }) => sumUs + cost, 0) / US_PER_MS,
    };
  };
}
