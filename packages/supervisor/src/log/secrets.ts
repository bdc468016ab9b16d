/** What this process knows and nobody is to read: taken out of whatever it writes. Who it speaks with may repeat what it was sent. */
const HIDDEN = '[hidden]';
/** A shorter one is part of ordinary words, which a log needs. */
const MIN_LENGTH = 4;

const known = new Set<string>();

/** From now on `withoutSecrets` hides it. */
export function keepSecret(secret: string | null | undefined): void {
  if (secret !== null && secret !== undefined && secret.length >= MIN_LENGTH) known.add(secret);
}

/** For a log and for standard output. */
export function withoutSecrets(text: string): string {
  return hide(text, known);
}

/** As they are, as JSON has them, percent-encoded, and in base64. To be done before a text is cut: half a secret is not found. */
export function hide(text: string, secrets: Iterable<string>): string {
  const forms = [...secrets].filter((secret) => secret !== '').flatMap(formsOf);
  // The longest first: one may be part of another.
  const ordered = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return ordered.reduce((shown, form) => shown.replaceAll(form, HIDDEN), text);
}

function formsOf(secret: string): string[] {
  const inAddress = encodeURIComponent(secret.toWellFormed());
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    inAddress,
    inAddress.replaceAll(/%[\dA-F]{2}/g, (escape) => escape.toLowerCase()),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('base64url'),
  ];
}
