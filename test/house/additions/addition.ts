/** One addition to the product, made in a copy of it: which files it touches, and what shows that it is there. */
export interface Addition {
  /** As its heading in docs/architecture.md says: `Adding <this>`. */
  readonly kind: string;
  /** Its own folder or file: whatever lies in it does not count. */
  readonly own: string;
  /** What it does to each file, by its path; a file that is not there yet is an empty text. */
  readonly edits: Readonly<Record<string, (text: string) => string>>;
  readonly shows: {
    /** Of which package the program is, where it is not the runner's. */
    readonly program?: 'runner' | 'supervisor';
    /** What it is started with in the copy, where there is a model `tiny.onnx`. */
    readonly words: readonly string[];
    /** Files that it writes with them, beside its standard output. */
    readonly outputs?: readonly string[];
    /** What it must say there. */
    readonly says: readonly RegExp[];
  };
}

/** @throws where the text before which the addition stands is not there, or there twice */
export function before(mark: string, addition: string): (text: string) => string {
  return (text) => {
    const parts = text.split(mark);
    if (parts.length !== 2) throw new Error(`${JSON.stringify(mark)} is there ${parts.length - 1} times`);
    return parts.join(`${addition}${mark}`);
  };
}

/** A file of its own. */
export function written(content: string): (text: string) => string {
  return (text) => {
    if (text !== '') throw new Error('it is there already');
    return content;
  };
}

export function inTurn(...edits: readonly ((text: string) => string)[]): (text: string) => string {
  return (text) => edits.reduce((edited, edit) => edit(edited), text);
}
