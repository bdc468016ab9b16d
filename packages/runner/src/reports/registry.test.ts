import t from 'tap';
import { formatForFile, REPORT_FORMATS } from './registry.ts';

await t.test('files are known by their endings, and each ending by one format', async (t) => {
  t.equal(formatForFile('/a/B.JSON')?.name, 'json');
  t.equal(formatForFile('a.jsonl')?.name, 'ndjson');
  t.equal(formatForFile('a.md')?.name, 'markdown');
  t.equal(formatForFile('a.html')?.name, 'html');
  t.equal(formatForFile('a.xyz'), undefined);
  t.equal(formatForFile('json'), undefined);
  const endings = REPORT_FORMATS.flatMap((format) => format.endings);
  t.equal(new Set(endings).size, endings.length);
});

await t.test('a file named metrics.txt is no table', async (t) => {
  t.equal(formatForFile('out/metrics.txt')?.name, 'openmetrics');
  t.equal(formatForFile('out/result.txt')?.name, 'table');
  t.equal(formatForFile('junit.xml')?.name, 'junit');
});
