/** An error that nothing caught ends the worker: what else it has broken nobody knows. As a reason to stop, it is one that counts. */
export class Crash extends Error {
  override readonly name = 'Crash';
}
