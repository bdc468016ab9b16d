/** Something that tests or tools use cannot be had on this machine; the message says why and what to do. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}
