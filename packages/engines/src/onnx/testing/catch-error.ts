/** @returns what the call throws; null where it throws nothing */
export function catchError(body: () => unknown): unknown {
  try {
    body();
    return null;
  } catch (error) {
    return error;
  }
}
