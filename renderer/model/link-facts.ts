import type { InspectedLink, KnownLink } from '../../shared/link-calls.ts';
import type { CoreClient } from './core-client.ts';
import type { FoundLink } from './link-scan.ts';
import { createObservable, type Readable } from './observable.ts';

/** What is known about the links in the "Add" dialog besides their text, by link. */
export type LinkFacts = {
  readonly inspected: ReadonlyMap<string, InspectedLink>;
  /** Those that are on the list already. */
  readonly known: ReadonlyMap<string, KnownLink>;
};

/** Asks about the links in the "Add" dialog, for as long as it is open. */
export type LinkFactsModel = {
  readonly facts: Readable<LinkFacts>;
  /** These links are shown now: the first of them are looked at, a few at a time; what was learned before is kept. */
  readonly show: (links: readonly FoundLink[], asksServers: boolean) => Promise<void>;
  /** The dialog is closed: nothing is asked any more, and all is forgotten. */
  readonly close: () => void;
};

/** Links that are looked at in one dialog: as many as its preview lists. */
export const MOST_INSPECTED = 100;
/** Asked at once by this window; the core bounds what all of them ask. */
const MOST_AT_ONCE = 3;
/** Links per call of `links.known`: some ten milliseconds of the core with a long list. */
const KNOWN_PER_CALL = 2000;

const NO_FACTS: LinkFacts = { inspected: new Map(), known: new Map() };

export function createLinkFacts(client: CoreClient): LinkFactsModel {
  const facts = createObservable(NO_FACTS);
  let wanted: FoundLink[] = [];
  const asking = new Set<string>();
  /** Another one after each close: answers to what an older dialog asked are dropped. */
  let session = 0;

  async function inspect(link: FoundLink): Promise<void> {
    const asked = session;
    asking.add(link.url);
    const result = await client.call('links.inspect', { url: link.url, headers: [...(link.headers ?? [])] });
    if (asked !== session) return;
    asking.delete(link.url);
    const answer: InspectedLink = result.ok ? result.value : { kind: 'notAsked' };
    const before = facts.get();
    facts.set({ ...before, inspected: new Map(before.inspected).set(link.url, answer) });
    askMore();
  }

  function askMore(): void {
    while (asking.size < MOST_AT_ONCE) {
      const next = wanted.find((link) => !asking.has(link.url) && !facts.get().inspected.has(link.url));
      if (next === undefined) return;
      void inspect(next);
    }
  }

  async function lookUp(links: readonly FoundLink[]): Promise<void> {
    const asked = session;
    const known = new Map<string, KnownLink>();
    for (let start = 0; start < links.length; start += KNOWN_PER_CALL) {
      const urls = links.slice(start, start + KNOWN_PER_CALL).map((link) => link.url);
      const result = await client.call('links.known', { urls });
      if (asked !== session) return;
      // Without an answer nothing is marked; adding tells what is wrong.
      if (!result.ok) return;
      result.value.known.forEach((download, index) => {
        const url = urls[index];
        if (download !== null && url !== undefined) known.set(url, download);
      });
    }
    facts.set({ ...facts.get(), known });
  }

  return {
    facts,
    async show(links, asksServers) {
      wanted = asksServers ? links.slice(0, MOST_INSPECTED) : [];
      askMore();
      await lookUp(links);
    },
    close() {
      session += 1;
      wanted = [];
      if (asking.size > 0) void client.call('links.stopInspecting', {});
      asking.clear();
      facts.set(NO_FACTS);
    },
  };
}
