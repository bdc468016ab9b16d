/** What a remark says in place of where things lie on this machine: it is read by others, to whom a path says nothing but too much. Pure. */
import path from 'node:path';

export interface OwnPaths {
  /** Where the model lies here, and what it is called where it came from. */
  readonly model?: { readonly path: string; readonly fileName: string };
  /** Of the worker: what lies in them is named without them. */
  readonly folders: readonly string[];
}

/** @returns the text with the model by its file name, and other files of the worker's by theirs */
export function withoutPaths(text: string, { model, folders }: OwnPaths): string {
  const named = model === undefined ? text : text.replaceAll(model.path, model.fileName);
  const own = model === undefined ? folders : [path.dirname(model.path), ...folders];
  // The longest first: one folder may lie in another.
  return own
    .filter((folder) => path.isAbsolute(folder) && path.dirname(folder) !== folder)
    .toSorted((one, other) => other.length - one.length)
    .reduce((rest, folder) => rest.replaceAll(below(folder), (found) => nameOf(found, folder)), named);
}

function below(folder: string): RegExp {
  // Up to whatever ends a path in a sentence.
  return new RegExp(
    `${folder.replaceAll(/[^\w/]/g, String.raw`\$&`)}(?:[/\\\\][^\\s"'()<>:;,]*)?(?![\\w-])`,
    'g',
  );
}

function nameOf(found: string, folder: string): string {
  const rest = found.slice(folder.length);
  const end = rest.endsWith('.') ? '.' : '';
  return `${path.basename(rest) === '' ? path.basename(folder) : path.basename(rest).replace(/\.$/, '')}${end}`;
}
