import { withoutSecrets } from './secrets.ts';

/** To standard output: what servers say, who may repeat what they were sent, is in it. */
export function writeOut(text: string): void {
  process.stdout.write(withoutSecrets(text));
}
