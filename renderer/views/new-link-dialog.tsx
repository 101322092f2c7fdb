import { useState } from 'react';
import type { DownloadId } from '../../shared/download.ts';
import { QUESTION_WORDS } from '../../shared/words.ts';
import { parseLink } from '../../shared/url.ts';
import { ModalDialog } from '../components/modal-dialog.tsx';
import { Problem } from '../components/problem.tsx';
import { formats } from '../format/window-formats.ts';
import { fill, words } from '../format/words.ts';
import { useRow } from './use-row.ts';
import { useWindowModel } from './window-model-context.ts';

/** Takes another link to the file of one download. Whether it leads there is proved by the core. */
export function NewLinkDialog({ id }: { readonly id: DownloadId }) {
  const texts = QUESTION_WORDS.newLink;
  const { dialog, commands } = useWindowModel();
  const { row, progress } = useRow(id);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setIsSending] = useState(false);
  const received = progress?.receivedBytes ?? 0;

  function close(): void {
    dialog.set({ kind: 'none' });
  }

  async function submit(): Promise<void> {
    const link = parseLink(text.trim());
    if (!link.ok) {
      setProblem(texts.notOne);
      return;
    }
    setIsSending(true);
    const refusal = await commands.takeNewLink({ id, name: row?.name ?? link.nameGuess }, link.url);
    setIsSending(false);
    if (refusal === null) close();
    else setProblem(refusal);
  }

  return (
    <ModalDialog titleId="new-link-title" className="dialog-new-link" onClose={close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <h2 id="new-link-title">{texts.title}</h2>
        {row === undefined ? null : (
          <p className="dialog-name" dir="auto">
            {row.name}
          </p>
        )}
        <p className="dialog-text">
          {received > 0 ? `${fill(texts.held, { size: formats.bytes(received) })} ` : ''}
          {texts.body}
        </p>
        <input
          // Not "url": the browser would say in its own words what is wrong.
          type="text"
          inputMode="url"
          dir="ltr"
          className="text-line"
          aria-label={texts.field}
          aria-invalid={problem !== null}
          placeholder={texts.placeholder}
          value={text}
          maxLength={20_000}
          spellCheck={false}
          autoComplete="off"
          data-first-focus
          onChange={(event) => {
            setText(event.target.value);
            setProblem(null);
          }}
        />
        {problem === null ? null : <Problem text={problem} />}
        <div className="dialog-buttons">
          <button type="button" className="button" onClick={close}>
            {words.actions.cancel}
          </button>
          <button type="submit" className="button button-primary" disabled={text.trim() === '' || isSending}>
            {texts.submit}
          </button>
        </div>
      </form>
    </ModalDialog>
  );
}
