import t from 'tap';
import { hide, keepSecret, withoutSecrets } from './secrets.ts';

await t.test('in every form that a server may give it back in', async (t) => {
  const secret = 'pass"word/+ü';
  const forms = [
    secret,
    JSON.stringify(secret),
    encodeURIComponent(secret),
    'pass%22word%2f%2b%c3%bc',
    Buffer.from(secret).toString('base64'),
  ];
  for (const form of forms) {
    const shown = hide(`ERR AUTH ${form} ${form}.`, [secret]);
    t.notOk(shown.includes(form.slice(1, -1)), form);
    t.match(shown, /^ERR AUTH "?\[hidden\]"? "?\[hidden\]"?\.$/);
  }
});

await t.test('one within another is hidden whole, and what is no secret stays', async (t) => {
  t.equal(hide('abcdef abcd', ['abcd', 'abcdef', '']), '[hidden] [hidden]');
  keepSecret(null);
  keepSecret('the');
  keepSecret('correct horse');
  t.equal(withoutSecrets('the correct horse'), 'the [hidden]');
});
