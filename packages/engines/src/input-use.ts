/** What a model does with an input whose numbers mean something to it. */
export type InputUse =
  /** Picks rows of a table. */
  | { readonly kind: 'index'; readonly rows: number }
  /** Says which elements count. */
  | { readonly kind: 'mask' }
  /** Says how long something is, less so many. */
  | { readonly kind: 'length'; readonly less: number }
  /** Says how much there is to do, or which branch is taken; `value` is the least that does something. */
  | { readonly kind: 'amount'; readonly value: number };

/** Input name → use. What is in none needs no particular numbers, or it is not known which. */
export type InputUses = ReadonlyMap<string, InputUse>;
