import { useEffect, useMemo, useState } from 'react';
import type { LinksInText } from '../../shared/url.ts';
import type { AddDraft } from '../model/add-draft.ts';
import { NO_LINKS, scanLinks } from '../model/link-scan.ts';

/** The links in a draft. `isReading` while a long text is gone through; the links of the text before are shown meanwhile. */
export function useLinkScan(draft: AddDraft): { readonly found: LinksInText; readonly isReading: boolean } {
  const texts = useMemo(() => [draft.typed, ...draft.texts.map((source) => source.text)], [draft]);
  const [scan, setScan] = useState<{ readonly of: readonly string[]; readonly found: LinksInText }>({
    of: [],
    found: NO_LINKS,
  });

  useEffect(() => {
    const controller = new AbortController();
    const read = async (): Promise<void> => {
      try {
        const found = await scanLinks(texts, untilNextTask, controller.signal);
        setScan({ of: texts, found });
      } catch (error) {
        // An abandoned scan has nothing to say; everything else is a defect.
        if (!controller.signal.aborted) throw error;
      }
    };
    void read();
    return () => {
      controller.abort();
    };
  }, [texts]);

  return { found: scan.found, isReading: scan.of !== texts };
}

/** Lets the browser handle input and paint. */
function untilNextTask(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
