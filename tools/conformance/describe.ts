/** Outcomes by cause, as a table. */
import { markdownTable } from 'markdown-table';
import { MODES, type Mode, type ModelOutcome, type Target } from './run-model.ts';

const EXAMPLES = 2;

export function describeOutcomes(outcomes: readonly ModelOutcome[], { unit, api }: Target): string {
  return MODES.flatMap((mode) => {
    const ofMode = outcomes.filter((outcome) => outcome.mode === mode);
    return ofMode.length === 0 ? [] : [describeMode(`${unit}, ${api} API, ${mode} inputs`, mode, ofMode)];
  }).join('\n');
}

function describeMode(title: string, mode: Mode, outcomes: readonly ModelOutcome[]): string {
  const ran = outcomes.filter((outcome) => outcome.ran).length;
  const matched = outcomes.filter((outcome) => outcome.matched === true).length;
  const compared = mode === 'shipped' ? `, ${matched} matched every expected output` : '';
  const rows = [...groupByCause(outcomes)]
    .sort(([, one], [, other]) => other.length - one.length)
    .map(([cause, group]) => [
      String(group.length),
      cause,
      group
        .slice(0, EXAMPLES)
        .map((outcome) => outcome.model)
        .join(', '),
    ]);
  const table = markdownTable([['models', 'outcome and cause', 'such as'], ...rows], {
    align: ['r', 'l', 'l'],
  });
  return `${title}: ${outcomes.length} models, ${ran} ran${compared}\n${describePlaces(outcomes)}\n${table}\n`;
}

const PLACES = {
  full: 'wholly on the unit',
  partial: 'in part on it',
  fallback: 'on the CPU alone',
} as const;

/** What a unit leaves to the CPU is run there: of those that ran, how many were whose. */
function describePlaces(outcomes: readonly ModelOutcome[]): string {
  const told = outcomes.filter(({ ran, placement }) => ran && placement !== null);
  if (told.length === 0) return '';
  const counts = Object.entries(PLACES).map(([verdict, words]) => {
    const there = told.filter(({ placement }) => placement === verdict);
    const matched = there.filter((outcome) => outcome.matched === true).length;
    return `${there.length} ran ${words} (${matched} matched)`;
  });
  return `${counts.join(', ')}\n`;
}

function groupByCause(outcomes: readonly ModelOutcome[]): Map<string, ModelOutcome[]> {
  return Map.groupBy(outcomes, causeOf);
}

const LONGEST_CAUSE = 80;

/** What names the single model is cut out, so that like causes fall together. */
function causeOf({ outcome, detail }: ModelOutcome): string {
  if (outcome === 'complete') return outcome;
  const cause = detail
    .replaceAll(/\S*\/\S+|"[^"]*"|'[^']*'|\([^)]*\)/g, '…')
    .replaceAll(/\b(input|output|operator) (?!or\b)\S+/g, '$1 …')
    .replaceAll(/: (?:\w+ ?…(?:; )?)+\.$/g, '')
    .replaceAll(/\d+(\.\d+)?/g, 'N')
    .replace(/^The model … cannot be loaded: /, '');
  return `${outcome}: ${cause.length > LONGEST_CAUSE ? `${cause.slice(0, LONGEST_CAUSE)}…` : cause}`;
}
