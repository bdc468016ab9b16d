/** What to do about each error in general: shown below its message, which says what happened and what is special about it. */
import type { ErrorCode } from '@dumont/protocol';

export const advice: Readonly<Record<ErrorCode, string>> = {
  INTERNAL: 'This is a bug in Dumont. Please report it with the command and what --log-level debug prints.',
  USAGE: 'See dumont-runner --help.',
  INPUT_INVALID: 'dumont-runner --help shows how inputs are given.',
  JOB_INVALID: 'Correct the job where it is made.',
  OUTPUT_FAILED: 'Check the path, its permissions and the free space, then run the command again.',
  MODEL_NOT_FOUND: 'Check the path and who may read it.',
  MODEL_INVALID:
    'Export or download the model again, and compare its size and SHA-256 with those of its source. ' +
    'Data files that belong to it must stand beside it.',
  MODEL_UNSUPPORTED:
    'Convert the model to a format, operator set and types that the engine supports, or name another engine by --engine.',
  MODEL_CHANGED: 'Let whatever writes the model come to its end, then run the benchmark again.',
  MODEL_DOWNLOAD_FAILED:
    'Check the address and the network, or download the file yourself and give its path.',
  UNIT_UNAVAILABLE: 'dumont-runner probe shows what this machine can run.',
  INFERENCE_FAILED:
    'The generated inputs may not suit the model: give real ones by --input or --inputs, or set --shape and --value.',
  OUTPUT_MISMATCH:
    'Compare the differences above with --rtol and --atol; a reduced-precision model may need wider ones.',
  RUNNER_CRASHED:
    'Where it died on this model or these inputs: try other inputs, or --graph-optimization disabled, and report it to the ' +
    'authors of the engine. While it was starting no model was loaded: then it was the engine, or a library given to it.',
  DEADLINE_EXCEEDED: 'Fewer --runs or --loads, or a shorter --duration, take less time.',
  PROCESSES_EXCEEDED:
    'No engine of Dumont starts that many: do not trust this model, or what was given to --engine, --onnxruntime or --provider-library.',
  SANDBOX_UNAVAILABLE:
    '--sandbox auto uses what there is; --sandbox off goes without. See docs/security.md for what each one stops.',
  MEMORY_EXCEEDED: 'Smaller inputs (--shape, --dim) take less memory; --memory-limit sets the limit.',
  STORAGE_FAILED: 'Free some space in the folder for temporary files, or set TMPDIR to another one.',
};
