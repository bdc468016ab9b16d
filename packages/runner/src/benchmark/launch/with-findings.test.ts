import t from 'tap';
import { withFindings } from './with-findings.ts';

const given = {
  seed: 7,
  shapes: { x: [2] },
  dims: { batch: 4 },
  values: { rate: '16000' },
  files: { image: '/data/image.npy' },
  folder: '/data/set',
};

await t.test('what was found is added, and what was given stays', (t) => {
  const found = {
    shapes: { x: [9], y: [3] },
    dims: { batch: 9, time: 5 },
    values: { rate: '9', image: '9', index: '0' },
    searched: ['y', 'index'],
  };
  t.strictSame(withFindings(given, found), {
    ...given,
    shapes: { x: [2], y: [3] },
    dims: { batch: 4, time: 5 },
    values: { rate: '16000', index: '0' },
    searched: ['y', 'index'],
  });
  t.end();
});

await t.test('no word of the isolated process becomes a file', (t) => {
  const forged = {
    shapes: {},
    dims: {},
    values: {},
    searched: [],
    files: { x: '/secret' },
    folder: '/secret',
  };
  const { files, folder } = withFindings(given, forged);
  t.strictSame({ files, folder }, { files: given.files, folder: given.folder });
  t.end();
});
