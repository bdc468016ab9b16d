import t from 'tap';
import { hottestCelsius } from './temperature.ts';

await t.test('the processor’s hottest sensor', async (t) => {
  const sensors = [
    { name: 'nvme', celsius: 71 },
    { name: 'coretemp', celsius: 54 },
    { name: 'x86_pkg_temp', celsius: 56.5 },
  ];
  t.equal(hottestCelsius(sensors), 56.5);
});

await t.test('any sensor where none is known as the processor’s', async (t) => {
  t.equal(hottestCelsius([{ name: 'acpitz', celsius: 40 }]), 40);
});

await t.test('readings without a chip behind them', async (t) => {
  t.equal(
    hottestCelsius([
      { name: 'acpitz', celsius: 0 },
      { name: 'cpu-thermal', celsius: -274 },
    ]),
    null,
  );
  t.equal(hottestCelsius([]), null);
});
