/** Which provider each node of the graph was given to, as the runtime decided when it loaded the model. */
import type { NativeObject } from './native-object.ts';
import type { NativeRuntime } from './runtime.ts';

/** The session option that has the runtime remember it. */
export const RECORD_ASSIGNMENT = { 'session.record_ep_graph_assignment_info': '1' } as const;
const SINCE = 24;

export interface AssignedNode {
  readonly provider: string;
  readonly name: string;
  readonly opType: string;
}

export function recordsAssignment({ api }: NativeRuntime): boolean {
  return api.version >= SINCE;
}

/** @param session loaded with `RECORD_ASSIGNMENT` */
export function readAssignment(
  { calls }: NativeRuntime,
  session: NativeObject<'OrtSession'>,
): AssignedNode[] {
  return calls.Session_GetEpGraphAssignmentInfo(session).flatMap((subgraph) => {
    const provider = calls.EpAssignedSubgraph_GetEpName(subgraph);
    return calls.EpAssignedSubgraph_GetNodes(subgraph).map((node) => ({
      provider,
      name: calls.EpAssignedNode_GetName(node),
      opType: calls.EpAssignedNode_GetOperatorType(node),
    }));
  });
}
