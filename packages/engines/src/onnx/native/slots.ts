/**
 * The functions of OrtApi that Dumont calls: their places in the append-only table of function pointers, and their signatures as
 * in `onnxruntime_c_api.h`. A pointer carries no type: a wrong row here is a crash. The self-check calls those that every run needs.
 */
import type { ArgumentKind, ArgumentOf } from './arguments.ts';
import type { NativeType } from './native-object.ts';
import type { ResultKind, ResultOf } from './results.ts';

export interface Slot<
  Args extends readonly ArgumentKind[] = readonly ArgumentKind[],
  Kind extends ResultKind = ResultKind,
> {
  /** Place in the table, from 0. */
  readonly index: number;
  readonly args: Args;
  readonly result: Kind;
  /** Status: an OrtStatus comes back and results are written into places after the arguments. Places: no status. Value: the result itself comes back. */
  readonly gives: 'status' | 'places' | 'value';
  /** The version of the API that brought it, which is the minor version of the library. */
  readonly since: number;
}

/** What every library that is used has: older ones are refused. */
export const OLDEST_API = 20;
/** No slot beyond this version is used. */
export const NEWEST_API = 24;

const gives =
  (how: Slot['gives']) =>
  <const Args extends readonly ArgumentKind[], const Kind extends ResultKind>(
    index: number,
    args: Args,
    result: Kind,
    since: number = OLDEST_API,
  ): Slot<Args, Kind> => ({ index, args, result, gives: how, since });

const status = gives('status');
const places = gives('places');
const value = gives('value');

export const SLOTS = {
  GetErrorCode: value(1, ['OrtStatus'], 'int'),
  GetErrorMessage: value(2, ['OrtStatus'], 'text'),

  CreateEnv: status(3, ['int', 'text'], 'OrtEnv'),
  DisableTelemetryEvents: status(6, ['OrtEnv'], 'nothing'),
  GetAllocatorWithDefaultOptions: status(78, [], 'borrowed OrtAllocator'),
  MemoryInfoGetName: status(71, ['OrtMemoryInfo'], 'text'),
  CreateCpuMemoryInfo: status(69, ['int', 'int'], 'OrtMemoryInfo'),

  CreateSessionOptions: status(10, [], 'OrtSessionOptions'),
  SetSessionExecutionMode: status(13, ['OrtSessionOptions', 'int'], 'nothing'),
  EnableProfiling: status(14, ['OrtSessionOptions', 'path'], 'nothing'),
  EnableMemPattern: status(16, ['OrtSessionOptions'], 'nothing'),
  DisableMemPattern: status(17, ['OrtSessionOptions'], 'nothing'),
  EnableCpuMemArena: status(18, ['OrtSessionOptions'], 'nothing'),
  DisableCpuMemArena: status(19, ['OrtSessionOptions'], 'nothing'),
  SetSessionGraphOptimizationLevel: status(23, ['OrtSessionOptions', 'int'], 'nothing'),
  SetIntraOpNumThreads: status(24, ['OrtSessionOptions', 'int'], 'nothing'),
  SetInterOpNumThreads: status(25, ['OrtSessionOptions', 'int'], 'nothing'),
  AddSessionConfigEntry: status(130, ['OrtSessionOptions', 'text', 'text'], 'nothing'),

  CreateSession: status(7, ['OrtEnv', 'path', 'OrtSessionOptions'], 'OrtSession'),
  CreateSessionFromArray: status(8, ['OrtEnv', 'bytes', 'OrtSessionOptions'], 'OrtSession'),
  SessionGetInputCount: status(30, ['OrtSession'], 'size'),
  SessionGetOutputCount: status(31, ['OrtSession'], 'size'),
  SessionGetInputTypeInfo: status(33, ['OrtSession', 'size'], 'OrtTypeInfo'),
  SessionGetOutputTypeInfo: status(34, ['OrtSession', 'size'], 'OrtTypeInfo'),
  SessionGetInputName: status(36, ['OrtSession', 'size', 'OrtAllocator'], 'allocated text'),
  SessionGetOutputName: status(37, ['OrtSession', 'size', 'OrtAllocator'], 'allocated text'),
  SessionEndProfiling: status(110, ['OrtSession', 'OrtAllocator'], 'allocated text'),

  GetOnnxTypeFromTypeInfo: status(56, ['OrtTypeInfo'], 'int'),
  CastTypeInfoToTensorInfo: status(55, ['OrtTypeInfo'], 'borrowed OrtTensorTypeAndShapeInfo'),
  CastTypeInfoToSequenceTypeInfo: status(104, ['OrtTypeInfo'], 'borrowed OrtSequenceTypeInfo'),
  GetSequenceElementType: status(107, ['OrtSequenceTypeInfo'], 'OrtTypeInfo'),
  CastTypeInfoToOptionalTypeInfo: status(250, ['OrtTypeInfo'], 'borrowed OrtOptionalTypeInfo'),
  GetOptionalContainedTypeInfo: status(251, ['OrtOptionalTypeInfo'], 'OrtTypeInfo'),
  GetTensorElementType: status(60, ['OrtTensorTypeAndShapeInfo'], 'int'),
  GetDimensionsCount: status(61, ['OrtTensorTypeAndShapeInfo'], 'size'),
  GetDimensions: status(62, ['OrtTensorTypeAndShapeInfo', 'int64s'], 'nothing'),
  GetSymbolicDimensions: status(63, ['OrtTensorTypeAndShapeInfo', 'int64s'], 'nothing'),

  CreateTensorAsOrtValue: status(48, ['OrtAllocator', 'int64s', 'int'], 'OrtValue'),
  CreateTensorWithDataAsOrtValue: status(49, ['OrtMemoryInfo', 'bytes', 'int64s', 'int'], 'OrtValue'),
  FillStringTensor: status(52, ['OrtValue', 'texts'], 'nothing'),
  CreateValue: status(82, ['OrtValue list', 'int'], 'OrtValue'),
  GetValueType: status(67, ['OrtValue'], 'int'),
  HasValue: status(192, ['OrtValue'], 'int'),
  GetTensorTypeAndShape: status(65, ['OrtValue'], 'OrtTensorTypeAndShapeInfo'),
  GetTensorMutableData: status(51, ['OrtValue'], 'address'),
  GetStringTensorDataLength: status(53, ['OrtValue'], 'size'),
  GetStringTensorContent: status(54, ['OrtValue', 'bytes', 'int64s'], 'nothing'),
  GetValueCount: status(81, ['OrtValue'], 'size'),
  GetValue: status(80, ['OrtValue', 'int', 'OrtAllocator'], 'OrtValue'),

  CreateIoBinding: status(134, ['OrtSession'], 'OrtIoBinding'),
  BindInput: status(136, ['OrtIoBinding', 'text', 'OrtValue'], 'nothing'),
  BindOutput: status(137, ['OrtIoBinding', 'text', 'OrtValue'], 'nothing'),
  BindOutputToDevice: status(138, ['OrtIoBinding', 'text', 'OrtMemoryInfo'], 'nothing'),
  RunWithBinding: status(133, ['OrtSession', 'OrtRunOptions or null', 'OrtIoBinding'], 'nothing'),
  GetBoundOutputValues: status(140, ['OrtIoBinding', 'OrtAllocator'], 'allocated OrtValue list'),
  SynchronizeBoundInputs: status(202, ['OrtIoBinding'], 'nothing'),
  SynchronizeBoundOutputs: status(203, ['OrtIoBinding'], 'nothing'),

  SessionGetMemoryInfoForOutputs: status(381, ['OrtSession', 'int64s'], 'nothing', 23),
  CopyTensors: status(
    386,
    ['OrtEnv', 'OrtValues', 'OrtValues', 'OrtSyncStream or null', 'size'],
    'nothing',
    23,
  ),

  RegisterExecutionProviderLibrary: status(301, ['OrtEnv', 'text', 'path'], 'nothing', 22),
  UnregisterExecutionProviderLibrary: status(302, ['OrtEnv', 'text'], 'nothing', 22),
  GetEpDevices: status(303, ['OrtEnv'], 'borrowed OrtEpDevice list', 22),
  SessionOptionsAppendExecutionProvider: status(216, ['OrtSessionOptions', 'text', 'pairs'], 'nothing'),
  SessionOptionsAppendExecutionProvider_V2: status(
    304,
    ['OrtSessionOptions', 'OrtEnv', 'OrtEpDevice list', 'pairs'],
    'nothing',
    22,
  ),
  CreateCUDAProviderOptions: status(205, [], 'OrtCUDAProviderOptionsV2'),
  UpdateCUDAProviderOptions: status(206, ['OrtCUDAProviderOptionsV2', 'pairs'], 'nothing'),
  SessionOptionsAppendExecutionProvider_CUDA_V2: status(
    204,
    ['OrtSessionOptions', 'OrtCUDAProviderOptionsV2'],
    'nothing',
  ),
  CreateTensorRTProviderOptions: status(171, [], 'OrtTensorRTProviderOptionsV2'),
  UpdateTensorRTProviderOptions: status(172, ['OrtTensorRTProviderOptionsV2', 'pairs'], 'nothing'),
  SessionOptionsAppendExecutionProvider_TensorRT_V2: status(
    170,
    ['OrtSessionOptions', 'OrtTensorRTProviderOptionsV2'],
    'nothing',
  ),
  EpDevice_EpName: value(312, ['OrtEpDevice'], 'text', 22),
  EpDevice_EpVendor: value(313, ['OrtEpDevice'], 'text', 22),
  EpDevice_EpMetadata: value(314, ['OrtEpDevice'], 'borrowed OrtKeyValuePairs', 22),
  EpDevice_EpOptions: value(315, ['OrtEpDevice'], 'borrowed OrtKeyValuePairs', 22),
  EpDevice_Device: value(316, ['OrtEpDevice'], 'borrowed OrtHardwareDevice', 22),
  HardwareDevice_Type: value(307, ['OrtHardwareDevice'], 'int', 22),
  HardwareDevice_VendorId: value(308, ['OrtHardwareDevice'], 'int', 22),
  HardwareDevice_Vendor: value(309, ['OrtHardwareDevice'], 'text', 22),
  HardwareDevice_DeviceId: value(310, ['OrtHardwareDevice'], 'int', 22),
  HardwareDevice_Metadata: value(311, ['OrtHardwareDevice'], 'borrowed OrtKeyValuePairs', 22),
  GetKeyValuePairs: places(298, ['OrtKeyValuePairs'], 'pairs', 22),

  Session_GetEpGraphAssignmentInfo: status(407, ['OrtSession'], 'borrowed OrtEpAssignedSubgraph list', 24),
  EpAssignedSubgraph_GetEpName: status(408, ['OrtEpAssignedSubgraph'], 'text', 24),
  EpAssignedSubgraph_GetNodes: status(409, ['OrtEpAssignedSubgraph'], 'borrowed OrtEpAssignedNode list', 24),
  EpAssignedNode_GetName: status(410, ['OrtEpAssignedNode'], 'text', 24),
  EpAssignedNode_GetOperatorType: status(412, ['OrtEpAssignedNode'], 'text', 24),
} as const;

export type SlotName = keyof typeof SLOTS;

/** Slots of the functions `void Release…(pointer)`. */
export const RELEASES: Readonly<Partial<Record<NativeType, number>>> = {
  OrtEnv: 92,
  OrtStatus: 93,
  OrtMemoryInfo: 94,
  OrtSession: 95,
  OrtValue: 96,
  OrtRunOptions: 97,
  OrtTypeInfo: 98,
  OrtTensorTypeAndShapeInfo: 99,
  OrtSessionOptions: 100,
  OrtIoBinding: 135,
  OrtTensorRTProviderOptionsV2: 174,
  OrtCUDAProviderOptionsV2: 208,
};

/** `OrtStatus *AllocatorFree(OrtAllocator *, void *)`. */
export const ALLOCATOR_FREE = 76;

type ArgumentsOf<Args extends readonly ArgumentKind[]> = {
  -readonly [Place in keyof Args]: ArgumentOf<Args[Place]>;
};

/** What a slot is for JavaScript. */
export type CallOf<Row> =
  Row extends Slot<infer Args, infer Kind> ? (...args: ArgumentsOf<Args>) => ResultOf<Kind> : never;
export type Calls = { readonly [Name in SlotName]: CallOf<(typeof SLOTS)[Name]> };
