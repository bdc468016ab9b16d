/** The reference of the worker's settings, from the one table that flags, variables and file keys come from too. */
import { format, resolveConfig } from 'prettier';
import { flagOf, OPTION_NAMES, optionRow, variableOf, type OptionName } from '@dumont/supervisor';

const BEFORE = `# Configuration of the worker

<!-- Made by npm run write:configuration from packages/supervisor/src/config/options.ts. -->

Each setting comes from its flag, else from its environment variable, else from the file, else it has its default. The file is
\`config.json\` in the data folder, or the one that \`--config\` names: a JSON object of the keys below, each text, a number, \`true\` or
\`false\`, or a list of them where the setting may be repeated. In a variable commas separate the values of such a setting. An empty
variable counts as not set. An unknown flag or key is an error, and so is a value that is wrong; all wrong values are named at once.

Times are \`500ms\`, \`30s\`, \`5m\` or \`1h\`, sizes \`512MB\` or \`20GB\` (1 MB is 2^20 bytes).

`;

const AFTER = `
\`dumont-supervisor enroll\` writes what it was given into the file, readable by this user alone, so that \`dumont-supervisor start\`
needs no flags. \`*\`: secret. It is shown nowhere and not logged; on a command line other users of the machine could read it.

Without \`--data-dir\` the data folder is the first of these that applies:

| where                       | folder                                                             |
| --------------------------- | ------------------------------------------------------------------ |
| a systemd service           | \`$STATE_DIRECTORY\`, which \`StateDirectory=\` sets                   |
| Windows (_unverified_)      | \`%LOCALAPPDATA%\\dumont\`                                            |
| macOS (_unverified_)        | \`~/Library/Application Support/dumont\`                             |
| root                        | \`/var/lib/dumont\`                                                  |
| any other user              | \`$XDG_STATE_HOME/dumont\`, else \`~/.local/state/dumont\`             |
`;

/** @returns Markdown, formatted as the repository's files are */
export async function describeConfiguration(): Promise<string> {
  const heading = ['flag', 'variable', 'key in the file', 'default', 'meaning'];
  const rows = [heading, heading.map(() => '---'), ...OPTION_NAMES.map(cells)];
  const table = rows.map((row) => `| ${row.join(' | ')} |`).join('\n');
  const options = await resolveConfig(import.meta.filename);
  return format(`${BEFORE}${table}\n${AFTER}`, { ...options, parser: 'markdown' });
}

function cells(name: OptionName): string[] {
  const { placeholder, help, initial, secret, repeatable, notInFile } = optionRow(name);
  // The default of the data folder differs from machine to machine.
  const usual = name === 'dataDir' ? 'see below' : initial === undefined ? '–' : `\`${initial}\``;
  return [
    `\`--${flagOf(name)}${placeholder === '' ? '' : ` <${placeholder}>`}\`${secret ? ' `*`' : ''}`,
    `\`${variableOf(name)}\``,
    notInFile ? '–' : `\`${name}\``,
    usual,
    `${help}${repeatable ? '; may be repeated' : ''}`.replaceAll('|', '\\|'),
  ];
}
