/** Interfaces of ONNX Runtime's: its own C API, and the npm package onnxruntime-node, which is what a Node application sees. */
import { z } from 'zod';

export const runtimeApiSchema = z.enum(['native', 'node']);
export type RuntimeApi = z.infer<typeof runtimeApiSchema>;
