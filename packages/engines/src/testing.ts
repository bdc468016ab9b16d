/** Builds models and tensors, for tests and tools. */
export { encodeModel } from './onnx/model-proto.ts';
export type { AttributeSpec, GraphSpec, ModelSpec, NodeSpec, ValueSpec } from './onnx/model-proto.ts';
export { encodeTensor, tensorSpec } from './onnx/write-tensor-proto.ts';
export type { TensorContent, TensorSpec } from './onnx/write-tensor-proto.ts';
export { PLAIN_OPTIONS } from './plain-options.ts';
