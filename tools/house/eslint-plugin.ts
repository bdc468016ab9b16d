/** The fence as rules of ESLint: which imports a room may have, and no circles of files, not of types either. */
import path from 'node:path';
import type { ESLint, Rule } from 'eslint';
import type { Literal, TemplateLiteral } from 'estree';
import { ROOT, whyForbidden } from './fence.ts';
import { findCircles, readImports } from './imports.ts';

interface Sourced {
  readonly source?: Partial<Expression> | null | undefined;
}

type Expression = Pick<Literal, 'value'> & Pick<TemplateLiteral, 'quasis'>;

const fence: Rule.RuleModule = {
  create(context) {
    const file = pathOf(context);
    return onImports((node, specifier) => {
      const message = whyForbidden(file, specifier);
      if (message !== null) context.report({ node, message });
    });
  },
};

let circles: string[][] | undefined;

const noCircle: Rule.RuleModule = {
  create(context) {
    circles ??= findCircles(readImports());
    const file = pathOf(context);
    const circle = circles.find((files) => files.includes(file));
    if (circle === undefined) return {};
    return {
      Program: (node) => {
        context.report({ node, message: `these import each other in a circle: ${circle.join(', ')}` });
      },
    };
  },
};

function pathOf(context: Rule.RuleContext): string {
  return path.relative(ROOT, context.filename).split(path.sep).join('/');
}

/** What is made of several parts at run time says nothing here. */
function textOf(source: Sourced['source']): string | null {
  if (typeof source?.value === 'string') return source.value;
  return source?.quasis?.length === 1 ? (source.quasis[0]?.value.cooked ?? null) : null;
}

function onImports(check: (node: Rule.Node, specifier: string) => void): Rule.RuleListener {
  const visit = (node: Rule.Node & Sourced) => {
    const specifier = textOf(node.source);
    if (specifier !== null) check(node, specifier);
  };
  return {
    ImportDeclaration: visit,
    ExportNamedDeclaration: visit,
    ExportAllDeclaration: visit,
    ImportExpression: visit,
    TSImportType: visit,
  };
}

export const house: ESLint.Plugin = { rules: { fence, 'no-circle': noCircle } };
