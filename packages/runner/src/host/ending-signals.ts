/** The signals by which a person or a service manager ends a program. */

const NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

export type EndingSignal = keyof typeof NUMBERS;

export const ENDING_SIGNALS: readonly EndingSignal[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/** By convention 128 + the signal's number: 130 for Ctrl-C, 143 for SIGTERM. */
export function exitCodeOfSignal(signal: EndingSignal): number {
  return 128 + NUMBERS[signal];
}
