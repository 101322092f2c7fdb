import type { HttpClient } from './http-client.ts';
import { acceptFresh, ask, openFresh, type Asker } from './probe.ts';
import { toNetworkError } from './network-error.ts';
import type { InspectRequest, InspectResult } from './protocol.ts';
import { formatRange } from './range-header.ts';
import { judgeWhole } from './response-verdict.ts';
import type { Recorder } from './transfer-recorder.ts';

/** A link that is only looked at has no timeline, and what it teaches is learned again by the download. */
const NO_RECORDER: Recorder = { entry: () => {}, note: () => {}, learn: () => {} };

/** Statuses of a HEAD that say something about the file; with others the server may only dislike the method. */
const TELLING: ReadonlySet<number> = new Set([200, 203]);

/**
 * Asks what a link leads to and reads none of it: a GET of its first byte, judged as the first answer of a download is, or
 * a HEAD. Never rejects: what was cancelled is `unclear`.
 */
export async function inspectLink(
  client: Pick<HttpClient, 'get'>,
  request: InspectRequest,
  signal: AbortSignal,
): Promise<InspectResult> {
  const asker: Asker = {
    client,
    target: { url: request.url, headers: request.headers },
    policy: { ...request, allowInsecureRedirect: false },
    signal,
    recorder: NO_RECORDER,
    traits: request.traits,
    acceptHtml: false,
  };
  try {
    return await (request.headOnly ? inspectByHead(asker) : inspectByRange(asker));
  } catch (error) {
    return signal.aborted ? { kind: 'unclear' } : { kind: 'refused', failure: toNetworkError(error).failure };
  }
}

async function inspectByRange(asker: Asker): Promise<InspectResult> {
  const { accepted, facts } = await openFresh(asker, formatRange(0, 1));
  accepted.answer.release();
  return { kind: 'file', facts, resumable: facts.acceptsRanges };
}

async function inspectByHead(asker: Asker): Promise<InspectResult> {
  const answer = await ask(asker, { method: 'HEAD', range: null, ifRange: null });
  answer.release();
  if (!TELLING.has(answer.head.status)) return { kind: 'unclear' };
  const { facts } = acceptFresh(asker, answer, judgeWhole(answer.head));
  const offered = answer.head.headers['accept-ranges'];
  // Servers that answer ranges need not say so (RFC 9110, 14.3).
  return { kind: 'file', facts, resumable: offered === undefined ? null : facts.acceptsRanges };
}
