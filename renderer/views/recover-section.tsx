import { useState } from 'react';
import type { RecoverReport } from '../../shared/contract.ts';
import type { WorkProgress } from '../../shared/work-progress.ts';
import { CALL_ERROR_WORDS, SETTINGS_WORDS, SKIP_WORDS } from '../../shared/words.ts';
import { Problem } from '../components/problem.tsx';
import { useReadable } from '../components/use-readable.ts';
import { ReadProgressLine } from '../components/work-progress.tsx';
import { formats } from '../format/window-formats.ts';
import { fill, plural } from '../format/words.ts';
import type { RecoverOutcome } from '../model/settings-model.ts';
import { FolderField } from './folder-field.tsx';
import { useWindowModel } from './window-model-context.ts';

/** A folder may hold thousands; the first ones show that it worked. */
const MOST_SHOWN = 50;

type Running = { readonly progress: WorkProgress | null; readonly stop: () => void };

/** Takes unfinished files of a folder up again, and tells what became of each. */
export function RecoverSection() {
  const texts = SETTINGS_WORDS.recover;
  const { settings, appInfo } = useWindowModel();
  const info = useReadable(appInfo);
  const [folder, setFolder] = useState<string | null>(null);
  const [running, setRunning] = useState<Running | null>(null);
  const [outcome, setOutcome] = useState<RecoverOutcome | null>(null);
  const wanted = (folder ?? info?.downloadFolder ?? '').trim();

  async function recover(): Promise<void> {
    const controller = new AbortController();
    const stop = (): void => controller.abort();
    setRunning({ progress: null, stop });
    setOutcome(null);
    const onProgress = (progress: WorkProgress): void => setRunning({ progress, stop });
    setOutcome(await settings.recover(wanted, { signal: controller.signal, onProgress }));
    setRunning(null);
  }

  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void recover();
      }}
    >
      <p className="settings-body">{texts.body}</p>
      <FolderField
        place="settings"
        label={texts.folder}
        value={folder ?? info?.downloadFolder ?? ''}
        onChange={(chosen) => {
          setFolder(chosen);
          setOutcome(null);
        }}
      />
      <div className="button-row">
        <button type="submit" className="button" disabled={wanted === '' || running !== null}>
          {texts.start}
        </button>
      </div>
      {running === null ? null : (
        <ReadProgressLine label={texts.running} progress={running.progress} onCancel={running.stop} />
      )}
      <div aria-live="polite">
        {outcome?.kind === 'failed' ? <Problem text={outcome.text} /> : null}
        {outcome?.kind === 'cancelled' ? <p className="settings-empty">{CALL_ERROR_WORDS['call.cancelled']}</p> : null}
        {outcome?.kind === 'done' ? <Report report={outcome.report} /> : null}
      </div>
    </form>
  );
}

function Report({ report: { recovered, skipped } }: { readonly report: RecoverReport }) {
  const texts = SETTINGS_WORDS.recover;
  if (recovered.length === 0 && skipped.length === 0) return <p className="settings-empty">{texts.none}</p>;
  return (
    <>
      <p className="report-title">
        {recovered.length === 0 ? texts.nothingNew : plural(texts.found, recovered.length)}
      </p>
      <ul className="settings-list">
        {recovered.slice(0, MOST_SHOWN).map((file) => (
          <li key={file.id}>
            <span className="list-main">{file.name}</span>
            <span className="list-detail">{fill(texts.held, { size: formats.bytes(file.durableBytes) })}</span>
          </li>
        ))}
      </ul>
      <More count={recovered.length - MOST_SHOWN} />
      {skipped.length === 0 ? null : <p className="report-title">{plural(texts.skipped, skipped.length)}</p>}
      <ul className="settings-list">
        {skipped.slice(0, MOST_SHOWN).map((file) => (
          <li key={file.name}>
            <span className="list-main">{file.name}</span>
            <span className="list-detail">{SKIP_WORDS[file.reason]}</span>
          </li>
        ))}
      </ul>
      <More count={skipped.length - MOST_SHOWN} />
    </>
  );
}

function More({ count }: { readonly count: number }) {
  return count <= 0 ? null : <p className="hint">{plural(SETTINGS_WORDS.more, count)}</p>;
}
