import { useState } from 'react';
import type { DownloadId, DownloadRow } from '../../shared/download.ts';
import { QUESTION_WORDS } from '../../shared/words.ts';
import { parseLink } from '../../shared/url.ts';
import { ModalDialog } from '../components/modal-dialog.tsx';
import { Problem } from '../components/problem.tsx';
import { formats } from '../format/window-formats.ts';
import { fill, words } from '../format/words.ts';
import { useRow } from './use-row.ts';
import { useWindowModel } from './window-model-context.ts';

/** What becomes of what has arrived: of a whole that is not what its checksum says nothing can be kept. */
function bodyOf(row: DownloadRow | undefined, receivedBytes: number): string {
  const { held, body } = QUESTION_WORDS.newLink;
  const size = formats.bytes(receivedBytes);
  const isWrong = row?.state.kind === 'blocked' && row.state.failure.code === 'checksum.mismatch';
  if (isWrong && receivedBytes === row.sizeBytes) return fill(QUESTION_WORDS.restart.givesUp, { size });
  return receivedBytes > 0 ? `${fill(held, { size })} ${body}` : body;
}

/** Takes another link to the file of one download. Whether it leads there is proved by the core. */
export function NewLinkDialog({ id }: { readonly id: DownloadId }) {
  const texts = QUESTION_WORDS.newLink;
  const { dialog, commands } = useWindowModel();
  const { row, progress } = useRow(id);
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setIsSending] = useState(false);

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
        <p className="dialog-text">{bodyOf(row, progress?.receivedBytes ?? 0)}</p>
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
