/** @param text what INFO answers: lines of `name:value` */
export function parseInfo(text: string): Readonly<Record<string, string | undefined>> {
  const pairs = text.split('\r\n').flatMap((line) => {
    const [, name, value] = /^([a-z_0-9]+):(.*)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(pairs);
}
