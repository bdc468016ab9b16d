/** One call within one bound: to connect, the headers and the body have so long together. */
import { orchestratorErrorSchema } from '@dumont/protocol/sark';
import ky from 'ky';
import { hide } from '../../log/secrets.ts';
import { OrchestratorError, type Failure } from '../../orchestrator/orchestrator-error.ts';
import { readJson } from './read-json.ts';
import { errorCode } from '@dumont/runner/host';

const NOT_FOUND = 404;
/** It knew it once: asking again does not help. */
const GONE = 410;
/** 408 and 429: the same call may succeed later. */
const BUSY: readonly number[] = [408, 429];

export interface OrchestratorAddress {
  /** Base URL, such as `http://192.168.1.100:5000`. */
  readonly url: string;
  readonly token: string | null;
}

export interface Call {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly body?: unknown;
}

export interface Answer {
  /** Parsed JSON; null where there was no body. */
  readonly data: unknown;
  readonly headers: Headers;
}

/** @throws OrchestratorError; the signal's reason where it was aborted */
export async function call(
  address: OrchestratorAddress,
  request: Call,
  { withinMs, signal }: { readonly withinMs: number; readonly signal: AbortSignal },
): Promise<Answer> {
  const bound = new AbortController();
  const timer = setTimeout(() => {
    bound.abort(new Error(`no whole answer within ${withinMs} ms`));
  }, withinMs);
  try {
    return await exchange(address, request, AbortSignal.any([signal, bound.signal]));
  } catch (error) {
    signal.throwIfAborted();
    const { message, failure, isFinal } = explain(
      bound.signal.aborted ? bound.signal.reason : error,
      request,
    );
    // Without its cause, whose words are in it already: they may hold the token.
    throw new OrchestratorError(hide(message, secretsOf(address)), failure, { isFinal });
  } finally {
    clearTimeout(timer);
  }
}

async function exchange(
  address: OrchestratorAddress,
  { method, path, body }: Call,
  signal: AbortSignal,
): Promise<Answer> {
  const { url, token } = address;
  const response = await ky(new URL(path, url.endsWith('/') ? url : `${url}/`), {
    method,
    headers: {
      accept: 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { json: body }),
    // A redirect would carry the token somewhere else.
    redirect: 'manual',
    throwHttpErrors: false,
    retry: 0,
    // The signal bounds the body too, which ky's own limit does not.
    timeout: false,
    signal,
  });
  const data = await readJson(response, signal);
  if (response.ok && data !== undefined) return { data, headers: response.headers };
  throw refusal({ path, status: response.status, data }, secretsOf(address));
}

/** Proxies, captive portals and other servers answer too: what they say is not the orchestrator's word. */
function refusal(
  { path, status, data }: { path: string; status: number; data: unknown },
  secrets: readonly string[],
): OrchestratorError {
  const said = orchestratorErrorSchema.safeParse(data);
  if (said.success && status >= 400) {
    // An orchestrator, or what stands before it, may repeat what it was sent.
    const words = hide(said.data.error, secrets).slice(0, 500);
    const message = `the orchestrator answered ${status} to ${path}: ${words}`;
    return new OrchestratorError(message, failureOf(status), { isFinal: status === GONE });
  }
  return new OrchestratorError(
    `what answered ${status} to ${path} is no SARK orchestrator: a proxy or a login page, or --host names another server`,
    'away',
  );
}

function failureOf(status: number): Failure {
  if (status === NOT_FOUND || status === GONE) return 'forgotten';
  return status >= 500 || BUSY.includes(status) ? 'away' : 'refused';
}

function explain(error: unknown, { path }: Call): OrchestratorError {
  if (error instanceof OrchestratorError) return error;
  return new OrchestratorError(`the orchestrator cannot be reached (${path}): ${deepest(error)}`, 'away');
}

function secretsOf({ token }: OrchestratorAddress): string[] {
  return token === null ? [] : [token];
}

/** `fetch` hides what went wrong below its own words. */
function deepest(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.cause instanceof Error) return deepest(error.cause);
  if (error.message !== '') return error.message;
  return errorCode(error) ?? error.name;
}
