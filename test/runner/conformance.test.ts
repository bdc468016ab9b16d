/** A small, fixed part of ONNX's backend test models; `npm run conformance` runs them all. */
import path from 'node:path';
import { launchBenchmark } from '@dumont/runner';
import t from 'tap';
import { ONNX_TESTDATA } from '../../tools/setup/onnx-testdata.ts';
import { skipWithoutTestdata } from '../support/onnx-testdata.ts';
import { requestFor } from '../support/fake-model.ts';

/** One of each: element types, empty and scalar shapes, several inputs, strings, sequences and optionals both ways, whole networks. */
const MODELS = [
  'node/test_abs',
  'node/test_add_uint8',
  'node/test_and_bcast3v1d',
  'node/test_cast_FLOAT_to_FLOAT16',
  'node/test_cast_FLOAT16_to_DOUBLE',
  'node/test_cast_STRING_to_FLOAT',
  'node/test_constantofshape_int_shape_zero',
  'node/test_conv_with_strides_padding',
  'node/test_equal',
  'node/test_gather_negative_indices',
  'node/test_gemm_all_attributes',
  'node/test_identity_opt',
  'node/test_identity_sequence',
  'node/test_if_seq',
  'node/test_loop13_seq',
  'node/test_lstm_defaults',
  'node/test_matmulinteger',
  'node/test_max_int64',
  'node/test_optional_get_element',
  'node/test_optional_has_element_empty',
  'node/test_quantizelinear',
  'node/test_reshape_allowzero_reordered',
  'node/test_sequence_insert_at_back',
  'node/test_sequence_map_add_1_sequence_1_tensor',
  'node/test_strnormalizer_nostopwords_nochangecase',
  'node/test_tfidfvectorizer_tf_batch_onlybigrams_skip0',
  'node/test_where_long_example',
  'pytorch-converted/test_Conv2d_groups',
  'pytorch-operator/test_operator_view',
  'simple/test_expand_shape_model1',
];

for (const name of MODELS) {
  await t.test(name, { skip: skipWithoutTestdata }, async (t) => {
    const file = path.join(ONNX_TESTDATA, name, 'model.onnx');
    const folder = path.join(ONNX_TESTDATA, name, 'test_data_set_0');
    const request = requestFor(file, {
      engine: { name: 'onnx', package: null },
      measureFloor: false,
      warmup: { runs: 0, ms: 0 },
      stop: { runs: 1, durationMs: null, untilStable: false },
    });
    const shipped = await launchBenchmark({
      ...request,
      inputs: { ...request.inputs, folder },
      expect: { folder, rtol: 1e-3, atol: 1e-5 },
    });
    t.equal(shipped.error, null, 'runs with shipped inputs');
    t.equal(shipped.expectation?.matched, true, 'matches every expected output');
    t.ok(
      shipped.inputs.every((input) => input.source === 'file'),
      'from files alone',
    );
    const generated = await launchBenchmark(request);
    t.equal(generated.error, null, 'runs with generated inputs');
  });
}
