import type { SourceText } from './dropped-content.ts';
import { createObservable, type Readable } from './observable.ts';
import { MAX_EDITABLE_CHARACTERS } from './text-file.ts';

/** What stands in the "Add" dialog: text being typed, and longer texts that came as a whole. */
export type AddDraft = { readonly typed: string; readonly texts: readonly (SourceText & { readonly key: number })[] };

export type AddDraftStore = {
  readonly draft: Readable<AddDraft>;
  readonly type: (text: string) => void;
  /** Adds dropped or pasted texts to what is there: short ones into the text box, long ones and files beside it. */
  readonly put: (texts: readonly SourceText[]) => void;
  readonly leaveOut: (key: number) => void;
  readonly clear: () => void;
};

const EMPTY: AddDraft = { typed: '', texts: [] };

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
    type: (typed) => {
      draft.set({ ...draft.get(), typed });
    },
    put(texts) {
      draft.set(texts.reduce(withText, draft.get()));
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
