import type { SourceText } from './dropped-content.ts';
import { createObservable, type Readable } from './observable.ts';
import { MAX_EDITABLE_CHARACTERS } from './text-file.ts';

/** What stands in the "Add" dialog. */
export type AddDraft = {
  /** The text in the box. */
  readonly typed: string;
  /** Whether a hand wrote or changed the text in the box, which did not come as a whole then. */
  readonly isEdited: boolean;
  /** Longer texts and files, beside the box. */
  readonly texts: readonly (SourceText & { readonly key: number })[];
  /** What browsers called files that were dragged, by their links. */
  readonly names: ReadonlyMap<string, string>;
  /** Links came from another program: nobody here has chosen them yet, so no server is asked about them. */
  readonly isFromOutside: boolean;
  /** Sentences about what could not be taken. */
  readonly problems: readonly string[];
};

export type AddDraftStore = {
  readonly draft: Readable<AddDraft>;
  /** The box has another text: written by hand, or pasted into it. */
  readonly type: (text: string, how: 'byHand' | 'asWhole') => void;
  /** Adds dropped or pasted texts to what is there: short ones into the text box, long ones and files beside it. */
  readonly put: (texts: readonly SourceText[], problems: readonly string[], names?: AddDraft['names']) => void;
  /** The same for links and Metalinks that another program handed over. */
  readonly putFromOutside: (texts: readonly SourceText[]) => void;
  readonly leaveOut: (key: number) => void;
  readonly clear: () => void;
};

const EMPTY: AddDraft = { typed: '', isEdited: false, texts: [], names: new Map(), isFromOutside: false, problems: [] };

export function createAddDraftStore(): AddDraftStore {
  const draft = createObservable(EMPTY);
  let nextKey = 1;

  function withText(before: AddDraft, source: SourceText): AddDraft {
    const typed = joinLines(before.typed, source.text.trim());
    if (source.name === null && typed.length <= MAX_EDITABLE_CHARACTERS) return { ...before, typed };
    nextKey += 1;
    return { ...before, texts: [...before.texts, { ...source, key: nextKey }] };
  }

  return {
    draft,
    type(typed, how) {
      const before = draft.get();
      // An emptied box begins anew.
      const isEdited = typed.trim() !== '' && (how === 'byHand' || before.isEdited);
      draft.set({ ...before, typed, isEdited });
    },
    put(texts, problems, names = new Map()) {
      const before = draft.get();
      // The same object while none came, since the links are looked for again when it changes.
      const allNames = names.size === 0 ? before.names : new Map([...before.names, ...names]);
      draft.set({ ...texts.reduce(withText, before), problems, names: allNames });
    },
    putFromOutside(texts) {
      draft.set({ ...texts.reduce(withText, draft.get()), isFromOutside: true, problems: [] });
    },
    leaveOut(key) {
      const before = draft.get();
      draft.set({ ...before, texts: before.texts.filter((text) => text.key !== key) });
    },
    clear: () => {
      draft.set(EMPTY);
    },
  };
}

function joinLines(before: string, added: string): string {
  return before.trim() === '' ? added : `${before.trimEnd()}\n${added}`;
}
