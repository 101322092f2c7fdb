import { useEffect, useMemo, useState } from 'react';
import type { AddDraft } from '../model/add-draft.ts';
import { untilNextTask } from './until-next-task.ts';
import { NO_LINKS, scanLinks, type LinkScan } from '../model/link-scan.ts';

type Scanned = { readonly of: readonly string[]; readonly expands: boolean; readonly found: LinkScan };

/** The links in a draft. `isReading` while a long text is gone through; the links of the text before are shown meanwhile. */
export function useLinkScan(
  draft: AddDraft,
  expands: boolean,
): { readonly found: LinkScan; readonly isReading: boolean } {
  const texts = useMemo(() => [draft.typed, ...draft.texts.map((source) => source.text)], [draft]);
  const { names } = draft;
  const [scan, setScan] = useState<Scanned>({ of: [], expands, found: NO_LINKS });

  useEffect(() => {
    const controller = new AbortController();
    const read = async (): Promise<void> => {
      try {
        const found = await scanLinks({ texts, names, expands, pause: untilNextTask }, controller.signal);
        setScan({ of: texts, expands, found });
      } catch (error) {
        // An abandoned scan has nothing to say; everything else is a defect.
        if (!controller.signal.aborted) throw error;
      }
    };
    void read();
    return () => {
      controller.abort();
    };
  }, [texts, names, expands]);

  return { found: scan.found, isReading: scan.of !== texts || scan.expands !== expands };
}
