/** The figures as text. */
import type { Case } from './cases.ts';
import type { PeerResults } from './measure-peers.ts';
import type { PeerFigures, Ratio } from './take-turns.ts';

export function describePeers({ version, cases, growthMb }: PeerResults): string {
  const growth = growthMb === null ? 'unknown' : `${growthMb.toFixed(2)} MB more`;
  return `In turn, the others standing still (ONNX Runtime ${version}, one thread; peak memory above the runtime's own)

${cases.map(({ of, figures }) => describeCase(of, figures)).join('\n')}
Memory by the C API from run 25,000 to 125,000: ${growth}   (wanted: less than 1)
`;
}

function describeCase({ name, figure, wanted }: Case, peers: readonly PeerFigures[]): string {
  const lines = peers.map(({ name, wallUs, cpuUs, peakMb, ratios }) =>
    [
      `  ${name.padEnd(22)}`,
      `${time(wallUs)} p25`,
      `${time(cpuUs)} CPU`,
      `${peakMb === null ? '–'.padStart(7) : peakMb.toFixed(1).padStart(7)} MB`,
      ratios === null ? '' : describeRatio(ratios[figure]),
    ].join('  '),
  );
  const by = figure === 'wall' ? 'p25 of wall time' : 'CPU time per run';
  const ours = peers[0]?.ratios?.[figure].ci95;
  const isMet = ours !== null && ours !== undefined && ours[0] <= wanted;
  const verdict = `  by ${by}, wanted of the first: at most ${wanted} × the last: ${isMet ? 'met' : 'not met'}`;
  return `${name}\n${lines.join('\n')}\n${verdict}\n`;
}

function describeRatio({ ratio, ci95 }: Ratio): string {
  const interval = ci95 === null ? '' : ` (95 %: ${ci95.map((end) => end.toFixed(3)).join(' … ')})`;
  return `${ratio.toFixed(3)} ×${interval}`;
}

function time(us: number): string {
  return us < 1000 ? `${us.toFixed(2).padStart(8)} µs` : `${(us / 1000).toFixed(2).padStart(8)} ms`;
}
