/** How hot the processor is. */
import { askSystem } from '../../host/ask-system.ts';
import { listPaths, readNumber, readText } from '../../host/system-files.ts';

export interface Sensor {
  readonly name: string;
  readonly celsius: number;
}

/** Sensors of the processor, by the names of their drivers; disks and network cards have some too. */
const PROCESSOR = /cpu|core|pkg|package|k10|zen|soc|tctl|big|little/i;

/** Sensors without a chip behind them read 0, or far below. */
const COLDEST_C = 1;
const HOTTEST_C = 150;

/** @returns the hottest of the processor's sensors, or of all where none is known as such; °C, `null` without any */
export function hottestCelsius(sensors: readonly Sensor[]): number | null {
  const plausible = sensors.filter(({ celsius }) => celsius >= COLDEST_C && celsius <= HOTTEST_C);
  const processor = plausible.filter(({ name }) => PROCESSOR.test(name));
  const chosen = processor.length > 0 ? processor : plausible;
  return chosen.length === 0 ? null : Math.max(...chosen.map(({ celsius }) => celsius));
}

export async function readTemperatureC(): Promise<number | null> {
  if (process.platform !== 'linux') {
    const temperature = await askSystem(async ({ cpuTemperature }) => cpuTemperature());
    return temperature?.max ?? null;
  }
  const [zones, monitors] = await Promise.all([
    listPaths('/sys/class/thermal', /^thermal_zone\d+$/),
    listPaths('/sys/class/hwmon', /^hwmon\d+$/),
  ]);
  const sensors = await Promise.all([...zones.map(readZone), ...monitors.map(readMonitor)]);
  return hottestCelsius(sensors.flat());
}

async function readZone(zone: string): Promise<Sensor[]> {
  return readSensors((await readText(`${zone}/type`)) ?? '', [`${zone}/temp`]);
}

async function readMonitor(monitor: string): Promise<Sensor[]> {
  const [name, inputs] = await Promise.all([
    readText(`${monitor}/name`),
    listPaths(monitor, /^temp\d+_input$/),
  ]);
  return readSensors(name ?? '', inputs);
}

/** The files hold thousandths of a degree. */
async function readSensors(name: string, files: readonly string[]): Promise<Sensor[]> {
  const values = await Promise.all(files.map(readNumber));
  return values.filter((value) => value !== null).map((value) => ({ name, celsius: value / 1000 }));
}
