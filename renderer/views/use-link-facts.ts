import { useEffect } from 'react';
import { useReadable } from '../components/use-readable.ts';
import type { LinkFacts } from '../model/link-facts.ts';
import type { FoundLink } from '../model/link-scan.ts';
import { useWindowModel } from './window-model-context.ts';

/** Nobody is asked about a link that is still being typed. */
const TYPING_MS = 400;

/** What is known about the links of the dialog: asked for while it is open and they stand still. */
export function useLinkFacts(links: readonly FoundLink[], asksServers: boolean): LinkFacts {
  const { linkFacts } = useWindowModel();

  useEffect(() => {
    if (links.length === 0) return;
    const timer = setTimeout(() => void linkFacts.show(links, asksServers), TYPING_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [linkFacts, links, asksServers]);

  useEffect(() => linkFacts.close, [linkFacts]);

  return useReadable(linkFacts.facts);
}
