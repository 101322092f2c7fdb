import type { InspectedLink, KnownLink } from '../../shared/link-calls.ts';
import { parseLink } from '../../shared/url.ts';
import type { InspectResult } from '../engine/protocol.ts';
import type { DownloadQueue } from '../queue/download-queue.ts';
import type { Check } from '../queue/engine-checks.ts';
import { safeFileName } from '../queue/safe-file-name.ts';
import type { ChoiceStore } from '../store/choice-store.ts';
import { rowName } from './download-row.ts';
import type { HandlerContext, Handlers } from './handlers.ts';
import type { Clock } from './ports.ts';

type LinkCalls = 'links.inspect' | 'links.stopInspecting' | 'links.known' | 'links.choices' | 'links.rememberChoices';

const NOT_ASKED: InspectedLink = { kind: 'notAsked' };

/** The handlers of links that are not on the list yet. */
export function createLinkHandlers(
  queue: DownloadQueue,
  choices: ChoiceStore,
  clock: Clock,
): Pick<Handlers, LinkCalls> {
  /** By what tells that a window is gone: each of its calls has the same, and another context. */
  const asked = new WeakMap<AbortSignal, Set<Check<InspectResult>>>();

  function stop({ ended }: Pick<HandlerContext, 'ended'>): void {
    for (const check of asked.get(ended) ?? []) check.cancel();
  }

  /** The questions of a window; they end with it. */
  function checksOf(context: HandlerContext): Set<Check<InspectResult>> {
    const known = asked.get(context.ended);
    if (known !== undefined) return known;
    const checks = new Set<Check<InspectResult>>();
    asked.set(context.ended, checks);
    context.ended.addEventListener('abort', () => stop(context));
    return checks;
  }

  return {
    'links.inspect': async ({ url, headers }, context) => {
      const link = parseLink(url);
      if (!link.ok) return { kind: 'refused', code: link.code };
      const check = queue.settings().inspectLinks ? queue.inspect({ url: link.url, headers }) : null;
      if (check === null) return NOT_ASKED;
      const checks = checksOf(context);
      checks.add(check);
      const result = await check.result;
      checks.delete(check);
      return toInspected(result);
    },
    'links.stopInspecting': (_input, context) => {
      stop(context);
      return null;
    },
    'links.known': ({ urls }) => ({ known: knownAmong(queue, urls) }),
    'links.choices': ({ host }) => ({ choices: choices.of(host) }),
    'links.rememberChoices': ({ host, choices: chosen }) => {
      choices.remember(host, chosen, clock.nowMs());
      return null;
    },
  };
}

function toInspected(result: InspectResult): InspectedLink {
  switch (result.kind) {
    case 'file': {
      const { facts, resumable } = result;
      const { sizeBytes, contentType } = facts;
      const name = safeFileName(facts.suggestedName);
      return { kind: 'file', name, host: new URL(facts.finalUrl).host, sizeBytes, contentType, resumable };
    }
    case 'refused':
      return { kind: 'refused', code: result.failure.code };
    case 'unclear':
      return NOT_ASKED;
  }
}

/** One look at the list, whatever the number of links. */
function knownAmong(queue: DownloadQueue, urls: readonly string[]): readonly (KnownLink | null)[] {
  const wanted = urls.map((url) => {
    const link = parseLink(url);
    return link.ok ? link.url : null;
  });
  const found = new Map<string, KnownLink | null>();
  for (const url of wanted) if (url !== null) found.set(url, null);
  for (const download of queue.maybeWithLink(found.keys())) {
    if (!found.has(download.url)) continue;
    found.set(download.url, { id: download.id, name: rowName(download), state: download.state.kind });
  }
  return wanted.map((url) => (url === null ? null : (found.get(url) ?? null)));
}
