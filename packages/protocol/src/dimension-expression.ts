/** Dimensions whose name says how they follow from others: `past_sequence_length + sequence_length`, `floor(x/2)`, `3*n`. Pure. */

export type Expression =
  | { readonly kind: 'size'; readonly size: number }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'floor'; readonly of: Expression }
  | {
      readonly kind: 'both';
      readonly operator: Operator;
      readonly left: Expression;
      readonly right: Expression;
    };

type Operator = '+' | '-' | '*' | '/' | '//';

const CALCULATE: Readonly<Record<Operator, (left: number, right: number) => number>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '//': (left, right) => Math.floor(left / right),
};

/** A hyphen between letters belongs to a name, as in `sequence-length`. */
const TOKEN = /\s*(?:(\d+)|([\p{L}_][\p{L}\d_.:]*(?:-[\p{L}_][\p{L}\d_.:]*)*)|(\/\/|[-+*/()]))\s*/uy;

/** More is no expression that a person or an exporter wrote. */
const LONGEST_TEXT = 512;

/** @returns null for a plain name, and for what is no expression over names: it is a name then, whatever it says */
export function parseExpression(text: string): Expression | null {
  const tokens = text.length > LONGEST_TEXT ? null : tokenize(text);
  if (tokens === null) return null;
  const parsed = new Parser(tokens).parse();
  return parsed === null || parsed.kind === 'name' ? null : parsed;
}

/** @returns the names that it follows from, each once */
export function namesIn(expression: Expression): string[] {
  switch (expression.kind) {
    case 'size':
      return [];
    case 'name':
      return [expression.name];
    case 'floor':
      return namesIn(expression.of);
    case 'both':
      return [...new Set([...namesIn(expression.left), ...namesIn(expression.right)])];
  }
}

/** @returns null where a name has no size yet; what is returned need be no size */
export function evaluateExpression(
  expression: Expression,
  sizes: ReadonlyMap<string, number>,
): number | null {
  switch (expression.kind) {
    case 'size':
      return expression.size;
    case 'name':
      return sizes.get(expression.name) ?? null;
    case 'floor': {
      const value = evaluateExpression(expression.of, sizes);
      return value === null ? null : Math.floor(value);
    }
    case 'both': {
      const left = evaluateExpression(expression.left, sizes);
      const right = evaluateExpression(expression.right, sizes);
      return left === null || right === null ? null : CALCULATE[expression.operator](left, right);
    }
  }
}

/** Far enough apart that rounding does not hide how fast it grows. */
const FAR = 2 ** 20;

/** @returns the one name without a size, and the size for which the expression is `value`; null where there is no such */
export function solveExpression(
  expression: Expression,
  value: number,
  sizes: ReadonlyMap<string, number>,
): readonly [name: string, size: number] | null {
  const [name, another] = namesIn(expression).filter((candidate) => !sizes.has(candidate));
  if (name === undefined || another !== undefined) return null;
  const at = (size: number): number =>
    evaluateExpression(expression, new Map(sizes).set(name, size)) ?? Number.NaN;
  const guess = Math.round((value - at(0)) / ((at(FAR) - at(0)) / FAR));
  const size = [guess, guess + 1, guess - 1].find((candidate) => candidate >= 0 && at(candidate) === value);
  return size === undefined ? null : [name, size];
}

function tokenize(text: string): string[] | null {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.length) {
    const match = TOKEN.exec(text);
    if (match === null) return null;
    tokens.push(match[1] ?? match[2] ?? match[3] ?? '');
  }
  return tokens;
}

/** Sums of products of factors. */
class Parser {
  readonly #tokens: readonly string[];
  #at = 0;

  constructor(tokens: readonly string[]) {
    this.#tokens = tokens;
  }

  parse(): Expression | null {
    const sum = this.#sum();
    return this.#at === this.#tokens.length ? sum : null;
  }

  #sum(): Expression | null {
    return this.#chain(['+', '-'], () => this.#product());
  }

  #product(): Expression | null {
    return this.#chain(['*', '/', '//'], () => this.#factor());
  }

  #chain(operators: readonly Operator[], part: () => Expression | null): Expression | null {
    let left = part();
    for (;;) {
      const operator = operators.find((candidate) => candidate === this.#tokens[this.#at]);
      if (left === null || operator === undefined) return left;
      this.#at += 1;
      const right = part();
      left = right === null ? null : { kind: 'both', operator, left, right };
    }
  }

  #factor(): Expression | null {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token === undefined) return null;
    if (/^\d/.test(token)) return { kind: 'size', size: Number(token) };
    if (token === '(') return this.#bracketed();
    if (!/^[\p{L}_]/u.test(token)) return null;
    if (this.#tokens[this.#at] !== '(') return { kind: 'name', name: token };
    if (token !== 'floor') return null;
    this.#at += 1;
    const of = this.#bracketed();
    return of === null ? null : { kind: 'floor', of };
  }

  #bracketed(): Expression | null {
    const sum = this.#sum();
    if (this.#tokens[this.#at] !== ')') return null;
    this.#at += 1;
    return sum;
  }
}
