/** What a file is that is no model of its format, by its first bytes, and what to do about it. Pure. */
import type { ModelFormat } from '@dumont/protocol';

/** A tar names itself at byte 257. */
export const HEAD_BYTES = 1024;

interface Kind {
  readonly is: (head: Buffer) => boolean;
  /** What it is and what to do, as said after "it is". */
  readonly words: string;
}

const EXPORT = 'Export the model to ONNX from where it was made';
const DOWNLOAD =
  'Download the file itself: what was got is what the server says to a browser, such as a page to sign in or an error';

const POINTER: Kind = {
  is: (head) => startsWith(head, 'version https://git-lfs.github.com/spec/'),
  words:
    'a pointer of Git LFS, which stands for the file. Run `git lfs pull`; in CI check out with LFS (actions/checkout: `lfs: true`, GitLab: git-lfs on the runner)',
};

/** The first that it is counts. */
const KINDS: readonly Kind[] = [
  POINTER,
  {
    is: (head) => /^<(?:!doctype html|html|head|body)\b/i.test(textOf(head)),
    words: `a page of HTML. ${DOWNLOAD}`,
  },
  {
    is: (head) => /^<\?xml\b.*<net\b/is.test(textOf(head)),
    words: `a model of OpenVINO's (IR). ${EXPORT}; -u openvino runs that`,
  },
  { is: (head) => textOf(head).startsWith('<?xml'), words: `XML. ${DOWNLOAD}` },
  { is: (head) => /^[{[]/.test(textOf(head)), words: `JSON. ${DOWNLOAD}` },
  {
    is: (head) => startsWith(head, [0x1f, 0x8b]),
    words: 'compressed by gzip. Unpack it: `gunzip` (or `tar -xzf`)',
  },
  { is: (head) => startsWith(head, 'BZh'), words: 'compressed by bzip2. Unpack it: `bunzip2`' },
  {
    is: (head) => startsWith(head, [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0]),
    words: 'compressed by xz. Unpack it: `unxz`',
  },
  {
    is: (head) => startsWith(head, [0x28, 0xb5, 0x2f, 0xfd]),
    words: 'compressed by zstd. Unpack it: `unzstd`',
  },
  {
    is: (head) => head.toString('latin1', 257, 262) === 'ustar',
    words: 'a tar archive. Unpack it: `tar -xf`',
  },
  {
    is: (head) => isZip(head) && /\/(?:data\.pkl|version|byteorder|\.format_version)$/.test(firstName(head)),
    words: "a model of PyTorch's. Export it: `torch.onnx.export(model, inputs, 'model.onnx')`",
  },
  {
    is: (head) => isZip(head) && /\.(?:mlpackage|mlmodelc)\//.test(firstName(head)),
    words: 'a zip with a package of CoreML in it. Give its name the ending .mlpackage.zip',
  },
  { is: isZip, words: 'a zip archive. Unpack it and give the model in it' },
  {
    is: (head) => startsWith(head, [0x80]) && (head[1] ?? 0) >= 2 && (head[1] ?? 0) <= 5,
    words:
      "a pickle of Python's, such as an older model of PyTorch's. Export it: `torch.onnx.export(model, inputs, 'model.onnx')`",
  },
  {
    is: (head) => markAt(head, 4) === 'TFL3' && head[3] === 0,
    words:
      'a model of TensorFlow Lite. Convert it: `python -m tf2onnx.convert --tflite model.tflite --output model.onnx`',
  },
  {
    is: (head) => startsWith(head, '\x89HDF'),
    words: 'HDF5, as of Keras. Convert it: `python -m tf2onnx.convert`, from a SavedModel',
  },
  {
    is: isSafetensors,
    words: `weights without a graph (safetensors). ${EXPORT}, such as by optimum-cli export onnx`,
  },
  {
    is: (head) => startsWith(head, 'GGUF'),
    words: `a model of llama.cpp's (GGUF), which ONNX Runtime does not run. ${EXPORT}`,
  },
  {
    is: (head) => startsWith(head, 'ftrt') || startsWith(head, 'ptrt'),
    words: 'a plan of TensorRT, made for one GPU and version. Give the ONNX model that it was built from',
  },
  {
    is: (head) => startsWith(head, '\x93NUMPY'),
    words: 'an array of NumPy. It can be an input: --input name=file.npy',
  },
];

const ORT: Kind = {
  is: (head) => markAt(head, 4) === 'ORTM',
  words: "a model in ONNX Runtime's own format. Give its name the ending .ort",
};
const TEXT: Kind = { is: isText, words: 'text. Look into it: it may say why it is not the model' };

/** @returns what the file is, in words for after "it is", with what to do; null where it may be a model of the format */
export function describeForeign(head: Buffer, format: ModelFormat | null): string | null {
  if (format === 'ort' && ORT.is(head)) return null;
  const kinds = [...KINDS, ...(format === 'ort' ? [] : [ORT]), TEXT];
  return kinds.find(({ is }) => is(head))?.words ?? null;
}

/** Of a file in a model's folder, of which there are many kinds. @returns as `describeForeign` does */
export function describePointer(head: Buffer): string | null {
  return POINTER.is(head) ? POINTER.words : null;
}

function startsWith(head: Buffer, bytes: string | readonly number[]): boolean {
  const wanted = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes);
  return head.subarray(0, wanted.length).equals(wanted);
}

function markAt(head: Buffer, offset: number): string {
  return head.toString('latin1', offset, offset + 4);
}

/** By its first bytes; one of no files begins otherwise, and holds no model. */
export function isZip(head: Buffer): boolean {
  return startsWith(head, 'PK\x03\x04');
}

/** Of a zip's first file. */
function firstName(head: Buffer): string {
  return head.length < 30 ? '' : head.toString('latin1', 30, 30 + head.readUInt16LE(26));
}

/** The length of a JSON header, and the header. */
function isSafetensors(head: Buffer): boolean {
  return head.length > 9 && head.readUInt32LE(4) === 0 && head.toString('latin1', 8, 10) === '{"';
}

/** Of what is text; else nothing. */
function textOf(head: Buffer): string {
  return isText(head)
    ? head
        .toString('utf8')
        .replace(/^\uFEFF/, '')
        .trimStart()
    : '';
}

/** A model has its lengths and numbers in every few bytes: none is free of control characters. */
function isText(head: Buffer): boolean {
  return (
    head.length > 0 && head.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d)
  );
}
