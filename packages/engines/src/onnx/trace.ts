/** Reads onnxruntime's profile: one event a node execution, told by the run it lies in. Providers in Dumont's words. */
import { providerName, summarize, type OperatorTime, type Placement } from '@dumont/protocol';
import { z } from 'zod';
import type { ProfileResult } from '../engine.ts';

const eventSchema = z.object({
  cat: z.string(),
  name: z.string(),
  /** µs */
  ts: z.number(),
  dur: z.number(),
  tid: z.number(),
  args: z.object({
    provider: z.string().optional(),
    op_name: z.string().optional(),
    /** Counted anew in each graph inside the graph. */
    node_index: z.string().optional(),
  }),
});
export const traceSchema = z.array(eventSchema);
type TraceEvent = z.infer<typeof eventSchema>;

/** Nodes of the model that a provider got together. */
export interface AssignedSubgraph {
  readonly provider: string;
  readonly nodes: number;
}

interface NodeRun {
  readonly node: string;
  readonly opType: string;
  /** In Dumont's words. */
  readonly provider: string;
  /** Which run it belongs to, from 0. */
  readonly run: number;
  /** Without the nodes inside it: an If or Loop holds whole graphs. */
  readonly selfMs: number;
}

const NODE_SUFFIX = '_kernel_time';
const COPY = /^Memcpy(From|To)Host$/;

/** @param assignment as the runtime recorded it while loading; null where it did not */
export function summariseTrace(
  trace: readonly TraceEvent[],
  requested: string,
  assignment: readonly AssignedSubgraph[] | null = null,
): ProfileResult {
  const runs = trace.filter((event) => event.cat === 'Session' && event.name === 'model_run');
  const nodeRuns = readNodeRuns(trace, runs);
  return {
    runs: runs.length,
    operators: tabulateOperators(nodeRuns, runs.length),
    placement: judgePlacement(nodeRuns, runs.length, requested, assignment),
  };
}

function readNodeRuns(trace: readonly TraceEvent[], runs: readonly TraceEvent[]): NodeRun[] {
  const nodes = trace.filter((event) => event.cat === 'Node' && event.name.endsWith(NODE_SUFFIX));
  const selfUs = selfTimes(nodes);
  return nodes.flatMap((event) => {
    const run = runs.findIndex(({ ts, dur }) => event.ts >= ts && event.ts <= ts + dur);
    const { provider, op_name: opType, node_index: index } = event.args;
    if (run === -1 || provider === undefined || opType === undefined) return [];
    return [
      {
        node: `${event.name} ${index ?? ''}`,
        opType,
        provider: providerName(provider),
        run,
        selfMs: (selfUs.get(event) ?? event.dur) / 1000,
      },
    ];
  });
}

/** Nested nodes ran inside their parent's time, on the same thread: that part is theirs. µs */
function selfTimes(nodes: readonly TraceEvent[]): Map<TraceEvent, number> {
  const self = new Map<TraceEvent, number>();
  const open = new Map<number, TraceEvent[]>();
  // A parent starts no later than its children and takes no less time.
  for (const event of nodes.toSorted((a, b) => a.ts - b.ts || b.dur - a.dur)) {
    self.set(event, event.dur);
    const stack = open.get(event.tid) ?? [];
    open.set(event.tid, stack);
    while (!encloses(stack.at(-1), event)) stack.pop();
    const parent = stack.at(-1);
    if (parent !== undefined) self.set(parent, Math.max(0, (self.get(parent) ?? 0) - event.dur));
    stack.push(event);
  }
  return self;
}

/** Nothing at all encloses everything: the bottom of the stack. */
function encloses(outer: TraceEvent | undefined, inner: TraceEvent): boolean {
  return outer === undefined || inner.ts + inner.dur <= outer.ts + outer.dur;
}

function tabulateOperators(nodeRuns: readonly NodeRun[], runs: number): OperatorTime[] {
  const rows = [...Map.groupBy(nodeRuns, (node) => JSON.stringify([node.opType, node.provider])).values()];
  const table = rows.flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const calls = Math.round(group.length / runs);
    return [{ opType: first.opType, provider: first.provider, calls, ms: medianPerRun(group, runs) }];
  });
  const total = table.reduce((sum, row) => sum + row.ms, 0);
  return table
    .map((row) => ({ ...row, percent: total > 0 ? (row.ms / total) * 100 : 0 }))
    .toSorted((a, b) => b.ms - a.ms);
}

function judgePlacement(
  nodeRuns: readonly NodeRun[],
  runs: number,
  requested: string,
  assignment: readonly AssignedSubgraph[] | null,
): Placement {
  const ran: Record<string, number> = {};
  const timeMs: Record<string, number> = {};
  const operators: Record<string, Record<string, number>> = {};
  for (const [provider, group] of Map.groupBy(nodeRuns, (node) => node.provider)) {
    ran[provider] = countNodes(group);
    timeMs[provider] = medianPerRun(group, runs);
    const byOperator = Map.groupBy(group, (node) => node.opType);
    operators[provider] = Object.fromEntries(
      [...byOperator].map(([opType, own]) => [opType, countNodes(own)]),
    );
  }
  const copies = countNodes(nodeRuns.filter(({ opType }) => COPY.test(opType)));
  const assigned = countCompiled(assignment);
  // What the runtime put in between, such as copies, was assigned to nobody, and ran all the same.
  const nodes = assigned === null ? ran : { ...ran, ...assigned };
  const elsewhere = Object.keys(nodes).some((provider) => provider !== requested);
  const verdict = !elsewhere ? 'full' : requested in nodes ? 'partial' : 'fallback';
  return { verdict, nodes, timeMs, operators, copies, source: assigned === null ? 'profile' : 'assignment' };
}

function countNodes(runs: readonly NodeRun[]): number {
  return new Set(runs.map(({ node }) => node)).size;
}

/**
 * A provider that compiles runs a whole subgraph as one node, so that the profile counts 1 for hundreds: then the record counts. Else
 * the profile does: for providers with a layout of their own, such as WebGPU's, the record lacks most nodes (ONNX Runtime 1.30).
 * @returns nodes by provider, or null where no provider compiles
 */
function countCompiled(assignment: readonly AssignedSubgraph[] | null): Record<string, number> | null {
  if (assignment?.some(({ nodes }) => nodes > 1) !== true) return null;
  const counts: Record<string, number> = {};
  for (const { provider, nodes } of assignment) counts[provider] = (counts[provider] ?? 0) + nodes;
  return counts;
}

/** Median over the runs of the group's time in one run. */
function medianPerRun(group: readonly NodeRun[], runs: number): number {
  const sums = new Float64Array(runs);
  for (const { run, selfMs } of group) sums[run] = (sums[run] ?? 0) + selfMs;
  return summarize(sums).median;
}
