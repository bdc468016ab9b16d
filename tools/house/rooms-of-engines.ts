/** The rooms of the engines. */
import type { Room } from './room.ts';

export const ROOMS_OF_ENGINES: Readonly<Record<string, Room>> = {
  engines: {
    holds: 'the engine contract, the registry, tensors, comparing outputs',
    imports:
      'protocol engines/manifests engines/feeds engines/onnx engines/coreml engines/fake @petamoriken/float16 koffi zod',
  },
  'engines/feeds': {
    holds: 'inputs: generated, given, looked for',
    imports: 'protocol engines engines/onnx fastest-levenshtein pure-rand',
  },
  'engines/onnx': {
    holds: 'ONNX Runtime: its models, errors and traces, whichever way it is reached',
    imports:
      'protocol engines engines/manifests engines/onnx/model engines/onnx/native engines/onnx/node-binding pbf zod',
  },
  'engines/onnx/model': {
    holds: 'what ONNX models say of themselves, read without ONNX Runtime',
    imports: 'protocol engines/onnx',
  },
  'engines/onnx/node-binding': {
    holds: 'ONNX Runtime by its npm package',
    imports: 'protocol engines engines/onnx engines/onnx/providers onnxruntime-node',
  },
  'engines/onnx/providers': {
    holds: 'execution providers, one file each',
    imports: 'protocol onnxruntime-common engines/onnx/native',
  },
  'engines/onnx/native': {
    holds: 'ONNX Runtime by its own C API: the table of its functions, and who releases what they give',
    imports: 'protocol engines engines/onnx engines/onnx/providers zod',
  },
  'engines/coreml': {
    holds: 'CoreML, by its own classes',
    imports: 'protocol engines engines/manifests engines/coreml/model engines/coreml/objc pbf',
  },
  'engines/coreml/objc': {
    holds: 'objects of Objective-C: the table of messages, and who releases what they give',
    imports: 'protocol engines',
  },
  'engines/coreml/model': {
    holds: 'what CoreML models say of themselves, read without CoreML',
    imports: 'protocol pbf zod',
  },
  'engines/inspect': {
    holds:
      'what models say of themselves: inputs, operators, weights, how much they calculate; no native code',
    imports:
      'protocol engines engines/coreml/model engines/feeds engines/inspect/shapes engines/onnx engines/onnx/model',
  },
  'engines/inspect/shapes': {
    holds: 'sizes, followed through a graph of ONNX',
    imports: 'engines/onnx/model',
  },
  'engines/manifests': {
    holds: 'what is known of engines without loading one',
    imports: 'protocol engines/onnx engines/coreml zod',
  },
  'engines/fake': {
    holds: 'an engine for tests that does what its model file says',
    imports: 'protocol engines engines/manifests zod',
  },
};
