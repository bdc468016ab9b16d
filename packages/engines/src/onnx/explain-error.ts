/** onnxruntime tells its errors apart in prose only: this table gives each its code and words for a person. */
import { DumontError, type ErrorCode } from '@dumont/protocol';

interface Explanation {
  readonly pattern: RegExp;
  readonly code: ErrorCode;
  /** What happened and what to do; `$1` and so on stand for the pattern's groups. */
  readonly text: string;
}

const NO_MEMORY = /bad_alloc|bad allocation|Failed to allocate memory|out of memory/i;

const memoryExceeded: Explanation = {
  pattern: NO_MEMORY,
  code: 'MEMORY_EXCEEDED',
  text: 'it asked for more memory than there is; use smaller inputs or a higher --memory-limit',
};

/** The first that matches counts. */
const loadTable: readonly Explanation[] = [
  {
    pattern: /External data path does not exist: "([^"]+)"/,
    code: 'MODEL_INVALID',
    text: 'it keeps weights in another file, $1, which is not there; put that file back beside the model',
  },
  {
    pattern: /External data path escapes model directory. External data path: "([^"]+)"/,
    code: 'MODEL_INVALID',
    text: "it keeps weights in another file, $1, which lies, or is a link to what lies, outside the model's own folder; that is refused; if the link is meant, allow the folder of its target by --allow-data-folder",
  },
  {
    pattern: /External initializer: (.+?) offset.*out of bounds/s,
    code: 'MODEL_INVALID',
    text: 'the file with the weights of $1 is too short for them; get both files again, from the same export',
  },
  {
    pattern: /External data|External initializer/,
    code: 'MODEL_INVALID',
    text: 'its weights in another file cannot be read; put the files as they were exported into one folder',
  },
  {
    pattern: /File doesn't exist|No such file/,
    code: 'MODEL_NOT_FOUND',
    text: 'there is no such file',
  },
  {
    pattern: /model path is a directory/,
    code: 'MODEL_INVALID',
    text: 'that is a folder; name the .onnx file in it',
  },
  {
    pattern: /Protobuf parsing failed/,
    code: 'MODEL_INVALID',
    text: 'that is not an ONNX model, or it is damaged or cut short; get the file again',
  },
  {
    pattern: /does not have a graph/,
    code: 'MODEL_INVALID',
    text: 'the file is empty or holds no graph; get it again',
  },
  {
    pattern: /Unsupported model IR version: (\d+), max supported IR version: (\d+)/,
    code: 'MODEL_UNSUPPORTED',
    text: 'it is in version $1 of the ONNX format and onnxruntime reads up to $2; export it for an older version',
  },
  {
    pattern: /Opset (\d+) is under development.*domain (\S+) is till opset (\d+)/s,
    code: 'MODEL_UNSUPPORTED',
    text: 'it uses version $1 of the operator set $2 and onnxruntime knows up to $3; export it for an older one',
  },
  {
    pattern: /No Op registered for (\S+) with domain_version of (\d+)/,
    code: 'MODEL_UNSUPPORTED',
    text: 'onnxruntime has no operator $1 in version $2 of its operator set; export the model without it',
  },
  {
    pattern: /Fatal error: (\S+) is not a registered function\/op/,
    code: 'MODEL_UNSUPPORTED',
    text: 'onnxruntime has no operator $1; export the model without it',
  },
  {
    pattern: /No opset import for domain '([^']*)'/,
    code: 'MODEL_UNSUPPORTED',
    text: 'it uses operators of the domain $1, which onnxruntime does not have',
  },
  {
    // The second where another provider than the CPU's was asked first.
    pattern: /(?:Could not find an implementation for|Provider type for) (\S+) node/,
    code: 'MODEL_UNSUPPORTED',
    text:
      'onnxruntime has no implementation of the operator $1 for the element types the model uses it with, or for that ' +
      'version of it; export the model with float32, or for a newer operator set',
  },
  {
    pattern: /Unsupported data type: (\d+)/,
    code: 'MODEL_UNSUPPORTED',
    text:
      'an input or output has element type number $1 of the ONNX format (16 is bfloat16), which onnxruntime-node cannot ' +
      'take or give; export it with float32 or float16',
  },
  {
    pattern: /MLDataType for: (\S+) is not currently registered or supported/,
    code: 'MODEL_UNSUPPORTED',
    text: 'onnxruntime does not support its element type $1; export it with another',
  },
  {
    pattern: /Type '(tensor\((?:bfloat16|float8|float4|complex)\w*\))' of input parameter/,
    code: 'MODEL_UNSUPPORTED',
    text: 'onnxruntime does not support its element type $1; export it with another',
  },
  {
    pattern: /Failed to construct locale with name:\s*((([a-z]{2,3})_\w+)\.([\w-]+))/,
    code: 'MODEL_UNSUPPORTED',
    text:
      'one of its operators needs the locale $1, which is not installed on this machine: ' +
      'apt-get install locales && localedef -i $2 -f $4 $1 (Debian, Ubuntu), or dnf install glibc-langpack-$3 (Fedora, RHEL)',
  },
  {
    pattern: /Failed to construct locale with name:\s*([\w.@-]+)/,
    code: 'MODEL_UNSUPPORTED',
    text: 'one of its operators needs the locale $1, which is not installed on this machine; install it',
  },
  {
    pattern: /fallback to (?:the )?CPU EP/,
    code: 'UNIT_UNAVAILABLE',
    text:
      "some of its nodes would run on onnxruntime's CPU provider, which --session-option session.disable_cpu_ep_fallback=1 " +
      'forbids; leave that out, or name a compute unit that runs the whole model',
  },
  memoryExceeded,
  {
    pattern: /Exception during initialization|NOT_IMPLEMENTED|not implemented|not supported/i,
    code: 'MODEL_UNSUPPORTED',
    text: 'onnxruntime cannot run one of its operators with the attributes it has',
  },
  { pattern: /(?:)/, code: 'MODEL_INVALID', text: 'onnxruntime found an error in it; check the export' },
];

const runTable: readonly Explanation[] = [
  memoryExceeded,
  {
    pattern: /Non tensor type is temporarily not supported/,
    code: 'MODEL_UNSUPPORTED',
    text: 'it gives a sequence, map or empty optional, which onnxruntime-node cannot return',
  },
  {
    // WebGPU's: it takes the model, and looks at the device when it makes the shader.
    pattern: /requires f16 but the device does not support it/,
    code: 'MODEL_UNSUPPORTED',
    text: 'it computes in float16 and the device that it runs on has no float16; export it with float32, or choose another compute unit',
  },
  {
    pattern: /while running (\S+) node.*(?:is not supported yet|Only \S+ or \S+ are supported)/s,
    code: 'MODEL_UNSUPPORTED',
    text: 'its execution provider takes the operator $1 and does not have what the model asks of it; choose another compute unit',
  },
  { pattern: /(?:)/, code: 'INFERENCE_FAILED', text: 'onnxruntime could not run it on these inputs' },
];

/** @param model path, or other words for it */
export function explainLoadError(cause: unknown, model: string): DumontError {
  return explain(cause, loadTable, `The model ${model} cannot be loaded`);
}

/** How ONNX Runtime begins what a plug-in's provider says when it cannot be made, as of options that it refuses. */
const NOT_MADE = 'Error creating execution provider';

/** True where the provider failed rather than the model. */
export function isProviderError({ ortCode, message }: { ortCode: string; message: string }): boolean {
  return ortCode === 'EP_FAIL' || message.startsWith(NOT_MADE) || GPU_FAILED.test(message);
}

/** How the runtime says that a provider's option is none, or has a wrong value. */
const OPTION_REFUSED =
  /provider option|Invalid value for|Unknown option|failed to parse|Provider options key/i;

/**
 * @param cause what ONNX Runtime said when a session was to run on the provider
 * @param remedy what the provider needs, where that is known
 */
export function explainMissingProvider(cause: unknown, unit: string, remedy: string | null): DumontError {
  const refused: Explanation = {
    pattern: OPTION_REFUSED,
    code: 'UNIT_UNAVAILABLE',
    text: 'its execution provider refuses an option; check --provider-option',
  };
  const missing = {
    pattern: /(?:)/,
    code: 'UNIT_UNAVAILABLE',
    text: remedy ?? 'see what its execution provider needs',
  } as const;
  return explain(cause, [refused, missing], `${unit} cannot be used here`);
}

/** What a GPU's own libraries say when they cannot use it. */
const GPU_FAILED = /(CUDA|CUDNN|CUBLAS|HIP|MIOPEN) (failure|error)|no CUDA-capable device/i;

/** @param provider the one that failed, though the model may be well */
export function explainProviderError(cause: unknown, model: string, provider: string): DumontError {
  const notMade: Explanation = {
    pattern: new RegExp(`^${NOT_MADE}`),
    code: 'UNIT_UNAVAILABLE',
    text: `its execution provider ${provider} cannot be made; check its options (--provider-option)`,
  };
  const gpuFailed: Explanation = {
    pattern: GPU_FAILED,
    code: 'UNIT_UNAVAILABLE',
    text: `the GPU of its execution provider ${provider} cannot be used; look at its driver (nvidia-smi, rocm-smi), and whether this process may see it`,
  };
  const text = `its execution provider ${provider} failed at it; look at its options (--provider-option) and what it supports`;
  const table = [
    memoryExceeded,
    notMade,
    gpuFailed,
    { pattern: /(?:)/, code: 'MODEL_UNSUPPORTED', text } as const,
  ];
  return explain(cause, table, `The model ${model} cannot be loaded`);
}

export function explainRunError(cause: unknown): DumontError {
  return explain(cause, runTable, 'The model was loaded but would not run');
}

function explain(cause: unknown, table: readonly Explanation[], what: string): DumontError {
  if (cause instanceof DumontError) return cause;
  const original = cause instanceof Error ? cause.message : String(cause);
  for (const { pattern, code, text } of table) {
    const match = pattern.exec(original);
    if (match === null) continue;
    const reason = text.replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? '');
    return new DumontError(code, `${what}: ${reason}.${quote(original)}`, { cause });
  }
  return new DumontError('INTERNAL', `${what}: ${original}`, { cause });
}

const MAX_QUOTED = 600;

/** onnxruntime's own words, without the place in its sources, on one line. */
function quote(original: string): string {
  const text = original
    .replace(/\/onnxruntime_src\/\S+:\d+ .*?\)(?: const)? (?=\S)/gs, '')
    .replace(/\s+/g, ' ')
    .trim();
  const bounded = text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text;
  return bounded === '' ? '' : ` onnxruntime says: ${bounded}`;
}
