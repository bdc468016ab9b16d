/** What the table of rooms says of one. */
export interface Room {
  /** What is in it, for docs/architecture.md. */
  readonly holds: string;
  /** Rooms and packages by name, with spaces between; `tools/*`: that room and all in it, `*`: any package. */
  readonly imports: string;
  /** Not even Node's own modules. */
  readonly isPure?: true;
}
