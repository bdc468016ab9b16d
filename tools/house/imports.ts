/** Who imports whom, types included. */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { ROOT } from './fence.ts';

const SOURCES = ['packages/*/src/**/*.ts', 'test/**/*.ts', 'tools/**/*.ts', 'examples/**/*.ts'];

/** @returns every source file's specifiers, by its path from the root of the repository */
export function readImports(root = ROOT): Map<string, string[]> {
  const files = globSync(SOURCES, { cwd: root, exclude: ['**/node_modules', '**/dist'] });
  return new Map(
    files.map((file) => {
      const text = readFileSync(path.join(root, file), 'utf8');
      const { importedFiles } = ts.preProcessFile(text, true, true);
      return [file.split(path.sep).join('/'), importedFiles.map(({ fileName }) => fileName)];
    }),
  );
}

/** Files that can be reached from themselves, by Tarjan's algorithm. @returns each circle's files */
export function findCircles(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const open: string[] = [];
  const closed = new Set<string>();
  const circles: string[][] = [];

  function visit(file: string): number {
    const number = order.size;
    order.set(file, number);
    open.push(file);
    let low = number;
    for (const next of neighbours(file, imports)) {
      if (closed.has(next)) continue;
      low = Math.min(low, order.has(next) ? (lowest.get(next) ?? order.get(next) ?? low) : visit(next));
    }
    lowest.set(file, low);
    if (low === number) {
      const circle = open.splice(open.indexOf(file));
      for (const member of circle) closed.add(member);
      if (circle.length > 1) circles.push(circle);
    }
    return low;
  }

  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return circles;
}

function neighbours(file: string, imports: ReadonlyMap<string, readonly string[]>): string[] {
  const paths = (imports.get(file) ?? [])
    .filter((specifier) => specifier.startsWith('.'))
    .map((specifier) => path.posix.join(path.posix.dirname(file), specifier));
  return paths.filter((other) => imports.has(other));
}
