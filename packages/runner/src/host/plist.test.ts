import t from 'tap';
import { parsePlist } from './plist.ts';

const PROLOGUE = `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
`;
const parse = (body: string) => parsePlist(`${PROLOGUE}${body}\n</plist>\n`);

await t.test('every kind of value', async (t) => {
  const parsed = parse(`<dict>
	<key>Device Utilization %</key>
	<integer>73</integer>
	<key>list</key>
	<array>
		<real>0.5</real>
		<true/>
		<false/>
		<string>a &lt;b&gt; &amp; &#65;&#x42;</string>
		<string></string>
		<string/>
		<data>
		AAEC
		</data>
		<dict/>
		<array/>
	</array>
</dict>`);
  t.strictSame(
    parsed,
    new Map<string, unknown>([
      ['Device Utilization %', 73],
      ['list', [0.5, true, false, 'a <b> & AB', '', '', '\n\t\tAAEC\n\t\t', new Map(), []]],
    ]),
  );
  t.equal(parse('<string>pid 812, node</string>'), 'pid 812, node', 'one value alone');
  t.equal(parse('<integer>18446744073709551615</integer>'), 2 ** 64);
});

await t.test('whatever is damaged is no property list', async (t) => {
  const damaged = [
    ...['', '<dict>', '<dict><key>a</key></dict>', '<dict><integer>1</integer></dict>', '<array><true/>'],
    ...['<integer>many</integer>', '<integer></integer>', '<set/>', '<string>a', '</dict>', '<true>'],
    '<array>'.repeat(100) + '</array>'.repeat(100),
  ];
  for (const body of damaged) t.equal(parse(body), null, body.slice(0, 40));
  t.equal(parsePlist('{"json": true}'), null);
  t.equal(parsePlist(`${PROLOGUE}<true/>`), null, 'it is cut off');
});
