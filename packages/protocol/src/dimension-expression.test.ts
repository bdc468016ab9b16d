import fc from 'fast-check';
import t from 'tap';
import { evaluateExpression, namesIn, parseExpression, solveExpression } from './dimension-expression.ts';

const sizes = new Map([
  ['n', 5],
  ['past_sequence_length', 7],
  ['sequence_length', 3],
]);

function valueOf(text: string): number | null {
  const expression = parseExpression(text);
  return expression === null ? null : evaluateExpression(expression, sizes);
}

await t.test('sums, products, quotients, floors and brackets, as usual in arithmetic', (t) => {
  const cases: Record<string, number> = {
    'past_sequence_length + sequence_length': 10,
    'n + 7': 12,
    '3*n': 15,
    'n - 2 - 1': 2,
    'n//2': 2,
    'floor(n/2)': 2,
    'floor((n + 2)*3/2) + 1': 11,
    '2*(n + 1)': 12,
    '1 + 2*n': 11,
    ' n*n ': 25,
  };
  for (const [text, expected] of Object.entries(cases)) t.equal(valueOf(text), expected, text);
  t.end();
});

await t.test('what is no expression is a name', (t) => {
  const names = ['n', 'sequence-length', 'unk__12', '?', 'Max(1, n)', 'n +', '(n', 'n)', 'n m', 'batch/', ''];
  for (const name of [...names, '('.repeat(600)]) t.equal(parseExpression(name), null, name);
  t.end();
});

await t.test('a name without a size leaves it open, and is told', (t) => {
  const expression = parseExpression('s0 + s1 + s0');
  if (expression === null) return t.fail('no expression');
  t.strictSame(namesIn(expression), ['s0', 's1']);
  t.equal(evaluateExpression(expression, new Map([['s0', 1]])), null);
  t.end();
});

await t.test('the one name without a size follows from the value', (t) => {
  const solved = (text: string, value: number, known = new Map<string, number>()) => {
    const expression = parseExpression(text);
    return expression === null ? null : solveExpression(expression, value, known);
  };
  t.strictSame(solved('k + 7', 16), ['k', 9]);
  t.strictSame(solved('floor(x/2)', 5)?.[0], 'x');
  t.strictSame(solved('s0 + s1', 10, new Map([['s0', 4]])), ['s1', 6]);
  t.equal(solved('s0 + s1', 10), null, 'two names are too many');
  t.equal(solved('3*n', 10), null, 'no whole number does');
  t.equal(solved('k + 7', 3), null, 'no size is negative');
  t.equal(solved('0*n', 3), null);
  t.end();
});

await t.test('what a size gives leads back to one that gives the same', async () => {
  const size = fc.integer({ min: 1, max: 1000 });
  const operator = fc.constantFrom('+', '*', '//');
  await Promise.resolve();
  fc.assert(
    fc.property(operator, size, size, (operator, other, n) => {
      const expression = parseExpression(`n ${operator} ${other}`);
      const value = expression === null ? null : evaluateExpression(expression, new Map([['n', n]]));
      const solution =
        expression === null || value === null ? null : solveExpression(expression, value, new Map());
      return (
        expression !== null &&
        solution !== null &&
        evaluateExpression(expression, new Map([solution])) === value
      );
    }),
  );
});
