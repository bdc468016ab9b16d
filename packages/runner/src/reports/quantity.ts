/** Numbers for people: three significant digits, which is what repeated measurements can carry. */
import { BYTES_PER_MB, MB_PER_GB, type Unit } from '@dumont/protocol';

interface TimeUnit {
  readonly name: string;
  readonly ms: number;
}

const SECOND: TimeUnit = { name: 's', ms: 1000 };
const NANOSECOND: TimeUnit = { name: 'ns', ms: 1e-6 };
const TIME_UNITS: readonly TimeUnit[] = [SECOND, { name: 'ms', ms: 1 }, { name: 'µs', ms: 1e-3 }, NANOSECOND];

const SIGNIFICANT_DIGITS = 3;

/** One unit and one number of decimals for times that are read beside each other. */
export interface TimeScale {
  readonly unit: string;
  /** @returns the number alone */
  readonly number: (ms: number) => string;
  /** @returns number and unit */
  readonly format: (ms: number) => string;
}

/** @param ms the time that the others are compared with, such as the median */
export function timeScaleFor(ms: number): TimeScale {
  const rounded = Number(ms.toPrecision(SIGNIFICANT_DIGITS));
  const unit = TIME_UNITS.find((candidate) => rounded >= candidate.ms) ?? NANOSECOND;
  // The clock counts whole nanoseconds.
  const decimals = unit === NANOSECOND ? 0 : decimalsFor(rounded / unit.ms);
  const number = (time: number): string => withSeparators(time / unit.ms, decimals);
  return { unit: unit.name, number, format: (time) => `${number(time)} ${unit.name}` };
}

export function formatTime(ms: number): string {
  return timeScaleFor(ms).format(ms);
}

/** @param mb 2^20 bytes */
export function formatMemory(mb: number): string {
  if (Math.abs(mb) >= 10 * MB_PER_GB) return `${withSeparators(mb / MB_PER_GB, 1)} GB`;
  const decimals = Math.abs(mb) < 1 ? 2 : Math.abs(mb) < 100 ? 1 : 0;
  return `${withSeparators(mb, decimals)} MB`;
}

/** @param bytes of a file, which may be much smaller than what memory is counted in */
export function formatFileSize(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < BYTES_PER_MB) return `${withSeparators(bytes / 1024, 1)} KB`;
  const gb = bytes / (1024 * BYTES_PER_MB);
  return gb < 1 ? formatMemory(bytes / BYTES_PER_MB) : `${withSeparators(gb, 2)} GB`;
}

export function formatPercent(percent: number): string {
  return `${withSeparators(percent, percent < 10 ? 1 : 0)} %`;
}

/** @param fraction 0.031 is +3.1 % */
export function formatChange(fraction: number): string {
  return `${changeNumber(fraction)} %`;
}

export function formatChangeRange([low, high]: readonly [number, number]): string {
  return `${changeNumber(low)} … ${changeNumber(high)} %`;
}

/** With its sign, a real minus; three digits at most, since a change is never known better. */
function changeNumber(fraction: number): string {
  const percent = Math.abs(fraction * 100);
  const digits = withSeparators(percent, percent < 0.095 ? 2 : percent < 99.95 ? 1 : 0);
  const isZero = Number(digits.replaceAll(',', '')) === 0;
  return `${isZero ? '±' : fraction < 0 ? '−' : '+'}${digits}`;
}

/** @param fraction a limit, such as 0.05 for 5 % */
export function formatLimit(fraction: number): string {
  return `${String(Number((fraction * 100).toPrecision(3)))} %`;
}

export function formatRate(perSecond: number): string {
  const rounded = Number(perSecond.toPrecision(SIGNIFICANT_DIGITS));
  return `${withSeparators(rounded, decimalsFor(rounded))} /s`;
}

function formatEnergy(joules: number): string {
  if (joules < 1) return `${withSeparators(joules * 1000, decimalsFor(joules * 1000))} mJ`;
  return `${withSeparators(joules, decimalsFor(joules))} J`;
}

export function formatRatio(ratio: number): string {
  return `${withSeparators(ratio, ratio < 10 ? 2 : ratio < 100 ? 1 : 0)} ×`;
}

/** Of differences, which may be as small as rounding makes them. */
export function formatFraction(fraction: number): string {
  return fraction === 0 ? '0' : fraction.toPrecision(2);
}

const FORMATS: Readonly<Record<Unit, (value: number) => string>> = {
  ms: formatTime,
  us: (value) => formatTime(value / 1000),
  B: formatFileSize,
  MB: formatMemory,
  percent: formatPercent,
  perSecond: formatRate,
  ratio: formatRatio,
  fraction: formatFraction,
  count: (value) => withSeparators(value, 0),
  W: (watts) => `${withSeparators(watts, decimalsFor(watts))} W`,
  mJ: (millijoules) => formatEnergy(millijoules / 1000),
  J: formatEnergy,
  MHz: (megahertz) => `${withSeparators(megahertz, 0)} MHz`,
  celsius: (degrees) => `${withSeparators(degrees, 0)} °C`,
};

export function formatFigure(value: number, unit: Unit): string {
  return FORMATS[unit](value);
}

export function formatCount(count: number, noun: string, plural = `${noun}s`): string {
  const decimals = Number.isInteger(count) ? 0 : 1;
  return `${withSeparators(count, decimals)} ${count === 1 ? noun : plural}`;
}

function decimalsFor(value: number): number {
  if (value === 0) return 0;
  const integerDigits = Math.floor(Math.log10(Math.abs(value))) + 1;
  return Math.min(10, Math.max(0, SIGNIFICANT_DIGITS - integerDigits));
}

/** The same in every locale: results are compared across machines. */
function withSeparators(value: number, decimals: number): string {
  return value.toLocaleString('en-US', { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
}
