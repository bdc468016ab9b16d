import t from 'tap';
import { studentQuantile } from './student.ts';

await t.test('quantiles are those of the tables', async (t) => {
  const table = [
    [0.025, 5, 2.5706],
    [0.025, 9, 2.2622],
    [0.025, 30, 2.0423],
    [0.05, 7, 1.8946],
    [0.005, 12, 3.0545],
  ] as const;
  for (const [tail, degrees, quantile] of table) {
    t.ok(Math.abs(studentQuantile(tail, degrees) / quantile - 1) < 0.002, `${tail} of ${degrees}`);
  }
});
