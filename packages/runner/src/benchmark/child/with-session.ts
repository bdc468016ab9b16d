/** Disposes of the session on every path. Not `await using`, which Node 22 does not know. */
export async function withSession<Session extends AsyncDisposable, Result>(
  loading: Promise<Session>,
  use: (session: Session) => Promise<Result>,
): Promise<Result> {
  const session = await loading;
  try {
    return await use(session);
  } finally {
    await session[Symbol.asyncDispose]();
  }
}
