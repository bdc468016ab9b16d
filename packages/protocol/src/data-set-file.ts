/** Files of ONNX's `test_data_set_N` folders: `input_0.pb`, `output_0.pb` and so on. */
const FILES = { input: /^input_(\d+)\.pb$/, output: /^output_(\d+)\.pb$/ } as const;

/** @returns the position that the file is for; undefined for any other file */
export function dataSetPosition(kind: 'input' | 'output', name: string): number | undefined {
  const digits = FILES[kind].exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}
