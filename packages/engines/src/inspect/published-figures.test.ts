/** Parameters and multiply-adds beside those that torchvision's documentation gives for its models of the same architectures. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { inspectModel } from './index.ts';
import { mobileNetV2, resnet50, vgg16 } from './testing/architectures.ts';

const PUBLISHED = [
  { name: 'VGG-16', encode: vgg16, parameters: 138_357_544, multiplyAdds: 15.47 },
  { name: 'ResNet-50', encode: resnet50, parameters: 25_557_032, multiplyAdds: 4.09 },
  { name: 'MobileNetV2', encode: mobileNetV2, parameters: 3_504_872, multiplyAdds: 0.3 },
] as const;

/** Mean and variance of each channel are no parameters there, since nothing learns them; an ONNX file cannot tell. */
const UNLEARNT: Readonly<Record<string, number>> = {
  'VGG-16': 0,
  // 26,560 and 17,056 channels are normalised, each with two such numbers.
  'ResNet-50': 2 * 26_560,
  MobileNetV2: 2 * 17_056,
};

for (const { name, encode, parameters, multiplyAdds } of PUBLISHED) {
  await t.test(name, async (t) => {
    const path = join(t.testdir({}), 'model.onnx');
    await writeFile(path, encode());
    const { onnx, inputs } = await inspectModel({ path, format: 'onnx' }, { shapes: {}, dims: {} });
    if (onnx === null) throw new Error('it is ONNX');
    t.strictSame(inputs[0]?.chosenShape, [1, 3, 224, 224]);
    t.equal(onnx.parameters - (UNLEARNT[name] ?? 0), parameters);
    t.equal(Number((onnx.work.multiplyAdds / 1e9).toFixed(2)), multiplyAdds);
    t.ok(onnx.work.flops > 2 * onnx.work.multiplyAdds, 'and what else is calculated');
    t.strictSame(onnx.work.notCounted, []);
    const four = await inspectModel({ path, format: 'onnx' }, { shapes: {}, dims: { batch: 4 } });
    t.equal(four.onnx?.work.multiplyAdds, 4 * onnx.work.multiplyAdds, 'of four images four times as many');
  });
}
