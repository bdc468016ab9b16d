/** What is wrong with an archive; the message reads after its path. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}
