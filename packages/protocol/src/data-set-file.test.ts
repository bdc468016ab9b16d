import t from 'tap';
import { dataSetPosition } from './data-set-file.ts';

await t.test('only files of the kind have a position', async (t) => {
  t.equal(dataSetPosition('input', 'input_0.pb'), 0);
  t.equal(dataSetPosition('output', 'output_12.pb'), 12);
  for (const name of ['output_0.pb', 'input_.pb', 'input_0.pb.txt', 'my_input_0.pb', 'input_0xpb', '']) {
    t.equal(dataSetPosition('input', name), undefined, name);
  }
});
