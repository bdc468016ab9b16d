/**
 * Quantities as people type them. Each parser gives `undefined` for what is not one; the caller words the error. What a program uses by
 * default is written the same way, so that help and documents show the default itself.
 */
import { BYTES_PER_MB } from '../measures.ts';

const MS_PER_UNIT: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const BYTES_PER_UNIT: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1024,
  mb: BYTES_PER_MB,
  gb: 1024 * BYTES_PER_MB,
};

/** The longest time that a timer can wait is 2^31 − 1 ms, about 24.8 days. */
export const MAX_DURATION_MS = 24 * 24 * 3_600_000;

const MAX_PERCENT = 100_000;

/** @returns milliseconds, more than 0; a plain number means seconds */
export function parseDurationMs(text: string): number | undefined {
  const { amount, unit } = splitQuantity(text);
  const ms = amount * (MS_PER_UNIT[unit || 's'] ?? NaN);
  return ms > 0 && ms <= MAX_DURATION_MS ? ms : undefined;
}

/** @returns bytes, whole and more than 0; the unit is required, and `MB` means 2^20 bytes as everywhere in Dumont */
export function parseSizeBytes(text: string): number | undefined {
  const { amount, unit } = splitQuantity(text);
  const bytes = Math.round(amount * (BYTES_PER_UNIT[unit.replace(/^([kmg])ib$/, '$1b')] ?? NaN));
  return bytes > 0 && Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** @returns the text that `parseDurationMs` reads as this time, in the largest unit that has no remainder */
export function durationText(ms: number): string {
  return inLargestUnit(ms, MS_PER_UNIT);
}

/** @returns the text that `parseSizeBytes` reads as this size, in the largest unit that has no remainder */
export function sizeText(bytes: number): string {
  return inLargestUnit(bytes, BYTES_PER_UNIT).toUpperCase();
}

/** @returns a whole number in plain decimal digits, within the bounds */
export function parseCount(text: string, min: number, max: number): number | undefined {
  if (!/^\d+$/.test(text)) return undefined;
  const count = Number(text);
  return count >= min && count <= max ? count : undefined;
}

/** @returns a number that is 0 or more, such as a tolerance */
export function parseTolerance(text: string): number | undefined {
  if (!/^(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** @returns a fraction of 1; without its sign, 0.05 could be meant as 5 % or as 0.05 % */
export function parsePercent(text: string): number | undefined {
  if (text.trim() === '0') return 0;
  const match = /^(\d+\.?\d*|\.\d+) *%$/.exec(text.trim());
  const percent = Number(match?.[1] ?? NaN);
  return percent >= 0 && percent <= MAX_PERCENT ? percent / 100 : undefined;
}

function inLargestUnit(amount: number, units: Readonly<Record<string, number>>): string {
  const fitting = Object.entries(units).filter(([, size]) => amount % size === 0);
  const [unit, size] = fitting.sort(([, a], [, b]) => b - a)[0] ?? ['', 1];
  return `${amount / size}${unit}`;
}

function splitQuantity(text: string): { amount: number; unit: string } {
  const match = /^(\d+\.?\d*|\.\d+) *([a-z]*)$/i.exec(text.trim());
  return { amount: Number(match?.[1] ?? NaN), unit: (match?.[2] ?? '').toLowerCase() };
}
