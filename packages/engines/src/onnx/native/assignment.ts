/** How many nodes of the model the runtime gave to which provider when it loaded it: by subgraphs, which a provider may compile into one node each. */
import { providerName } from '@dumont/protocol';
import type { AssignedSubgraph } from '../trace.ts';
import type { NativeObject } from './native-object.ts';
import type { NativeSessionOptions } from './native-session-options.ts';
import type { NativeRuntime } from './runtime.ts';

/** The version of the API that tells. */
const SINCE = 24;

/** @returns the options of a session that remembers, where the runtime can */
export function rememberingAssignment(
  { api }: NativeRuntime,
  options: NativeSessionOptions,
): NativeSessionOptions {
  if (api.version < SINCE) return options;
  const entries = { ...options.sessionEntries, 'session.record_ep_graph_assignment_info': '1' };
  return { ...options, sessionEntries: entries };
}

/** @param session loaded with `rememberingAssignment` @returns null where the runtime cannot tell */
export function readAssignment(
  { api, calls }: NativeRuntime,
  session: NativeObject<'OrtSession'>,
): AssignedSubgraph[] | null {
  if (api.version < SINCE) return null;
  return calls.Session_GetEpGraphAssignmentInfo(session).map((subgraph) => ({
    provider: providerName(calls.EpAssignedSubgraph_GetEpName(subgraph)),
    nodes: calls.EpAssignedSubgraph_GetNodes(subgraph).length,
  }));
}
