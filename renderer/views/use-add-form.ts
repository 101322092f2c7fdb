import { useCallback, useRef, useState } from 'react';
import { categoryOf, type Category } from '../../shared/category.ts';
import { ruledFolder } from '../../shared/folder-rules.ts';
import { useReadable } from '../components/use-readable.ts';
import type { AddDraft } from '../model/add-draft.ts';
import { NO_OPTIONS, readAddOptions, toNewDownload, type AddOptions, type WrongField } from '../model/add-options.ts';
import type { AddOutcome } from '../model/download-commands.ts';
import type { LinkFacts } from '../model/link-facts.ts';
import type { FoundLink, LinkScan } from '../model/link-scan.ts';
import { useHostChoices } from './use-host-choices.ts';
import { useLinkFacts } from './use-link-facts.ts';
import { useLinkScan } from './use-link-scan.ts';
import { useWindowModel } from './window-model-context.ts';

/** Links that are being added. */
export type Adding = { readonly done: number; readonly total: number };

/** Everything the "Add" dialog holds besides its draft, and what it does. */
export type AddForm = {
  readonly found: LinkScan;
  readonly isReading: boolean;
  readonly facts: LinkFacts;
  readonly folderOf: (link: FoundLink) => string | null;
  /** What the one link leads to, by its name and server; `null` for several. */
  readonly onlyCategory: Category | null;
  readonly options: AddOptions;
  readonly change: (change: Partial<AddOptions>) => void;
  readonly wrong: WrongField | null;
  readonly filledFor: string | null;
  readonly clearOptions: () => void;
  readonly expands: boolean;
  readonly setExpands: (expands: boolean) => void;
  readonly knownCount: number;
  readonly addsKnown: boolean;
  readonly setAddsKnown: (adds: boolean) => void;
  readonly paused: boolean;
  readonly setPaused: (paused: boolean) => void;
  /** What would be added now. */
  readonly chosen: readonly FoundLink[];
  readonly adding: Adding | null;
  readonly outcome: AddOutcome | null;
  readonly canAdd: boolean;
  readonly add: () => Promise<void>;
  /** Stops adding and takes back what was added. */
  readonly stop: () => void;
};

/** @param onAdded all of it is on the list. */
export function useAddForm(draft: AddDraft, onAdded: () => void): AddForm {
  const { commands, appInfo, settings: settingsModel } = useWindowModel();
  const info = useReadable(appInfo);
  const settings = useReadable(settingsModel.settings.state);
  const [expands, setExpands] = useState(true);
  const { found, isReading } = useLinkScan(draft, expands);
  const facts = useLinkFacts(found.links, !draft.isFromOutside);
  const [options, setOptions] = useState(NO_OPTIONS);
  const [wrong, setWrong] = useState<WrongField | null>(null);
  // `null` until someone chose: what was pasted alone is wanted again, known ones among new ones are not.
  const [addsKnown, setAddsKnown] = useState<boolean | null>(null);
  const [paused, setPaused] = useState(false);
  const [adding, setAdding] = useState<Adding | null>(null);
  const [outcome, setOutcome] = useState<AddOutcome | null>(null);
  const stopper = useRef<AbortController | null>(null);
  const { filledFor, remember } = useHostChoices({ links: found.links, options, setOptions });

  /** Where a rule of the settings sends it, now that its server has told what it is; `null` when nothing does. */
  function folderOf(link: FoundLink): string | null {
    if (settings.kind !== 'ready' || options.directory !== null) return null;
    const { category } = options;
    return ruledFolder(settings.value.folderRules, { host: link.host, ...typeOf(link), category });
  }

  function typeOf(link: FoundLink): { readonly name: string; readonly contentType: string | null } {
    const inspected = facts.inspected.get(link.url);
    const told = inspected?.kind === 'file' ? inspected : { name: link.nameGuess, contentType: null };
    return { name: link.name ?? told.name, contentType: told.contentType };
  }

  function onlyCategory(): Category | null {
    const [only, ...others] = found.links;
    if (only === undefined || others.length > 0) return null;
    const { name, contentType } = typeOf(only);
    return categoryOf(options.name.trim() || name, contentType);
  }

  const fresh = found.links.filter((link) => !facts.known.has(link.url));
  const knownCount = found.links.length - fresh.length;
  const addsAll = addsKnown ?? fresh.length === 0;
  const chosen = addsAll ? found.links : fresh;
  const canAdd = chosen.length > 0 && !isReading && adding === null;

  const change = useCallback((changed: Partial<AddOptions>) => {
    setOptions((before) => ({ ...before, ...changed }));
    setOutcome(null);
    setWrong(null);
  }, []);

  async function add(): Promise<void> {
    if (!canAdd) return;
    const read = readAddOptions(options);
    setWrong(read.ok ? null : read.field);
    if (!read.ok) return;
    setOutcome(null);
    const controller = new AbortController();
    stopper.current = controller;
    setAdding({ done: 0, total: chosen.length });
    // The folder that is used anyway may change in the settings; a wish for it would not.
    const directory = options.directory?.trim() === info?.downloadFolder ? null : options.directory;
    // A name or a checksum that was written while there was one link is not for several.
    const own = chosen.length === 1 ? { ...options, directory } : { ...options, directory, name: '' };
    const wish = chosen.length === 1 ? read.wish : { ...read.wish, checksum: null };
    const result = await commands.add(
      {
        downloads: chosen.map((link) =>
          toNewDownload(link, { ...own, directory: own.directory ?? folderOf(link) }, wish),
        ),
        paused,
      },
      { onProgress: (done) => setAdding({ done, total: chosen.length }), signal: controller.signal },
    );
    setAdding(null);
    if (result.kind === 'added') {
      void remember(wish);
      onAdded();
    } else {
      // What did not get through stays here, with the reason beside it.
      setOutcome(result);
    }
  }

  return {
    found,
    isReading,
    facts,
    folderOf,
    onlyCategory: onlyCategory(),
    options,
    change,
    wrong,
    filledFor,
    clearOptions: () => {
      setOptions({ ...NO_OPTIONS });
    },
    expands,
    setExpands,
    knownCount,
    addsKnown: addsAll,
    setAddsKnown,
    paused,
    setPaused,
    chosen,
    adding,
    outcome,
    canAdd,
    add,
    stop: () => {
      stopper.current?.abort();
    },
  };
}
