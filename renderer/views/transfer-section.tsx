import { useRef, useState } from 'react';
import { SETTINGS_WORDS } from '../../shared/words.ts';
import { Problem } from '../components/problem.tsx';
import { useReadable } from '../components/use-readable.ts';
import { WorkProgressLine } from '../components/work-progress.tsx';
import { formats } from '../format/window-formats.ts';
import { fill, plural, words } from '../format/words.ts';
import { readImport, type ImportOutcome, type ImportPlan } from '../model/list-transfer.ts';
import { problemText } from '../model/problem-text.ts';
import { FolderField } from './folder-field.tsx';
import { untilNextTask } from './until-next-task.ts';
import { useWindowModel } from './window-model-context.ts';

/** Takes the list and the settings out as a file, and brings such a file in. */
export function TransferSection() {
  return (
    <>
      <ExportPart />
      <ImportPart />
    </>
  );
}

function ExportPart() {
  const texts = SETTINGS_WORDS.transfer;
  const { transfer, appInfo } = useWindowModel();
  const info = useReadable(appInfo);
  const [folder, setFolder] = useState<string | null>(null);
  // Where the system can ask, it does, for the name too.
  const asks = info?.canChooseFolder === true;
  const [withSecrets, setWithSecrets] = useState(false);
  const [withDownloads, setWithDownloads] = useState(true);
  const [isWriting, setIsWriting] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const [done, setDone] = useState<string | null>(null);

  async function write(): Promise<void> {
    setIsWriting(true);
    setProblem(null);
    setDone(null);
    const directory = asks ? null : (folder ?? info?.downloadFolder ?? '').trim();
    const result = await transfer.exportList({ withSecrets, withDownloads }, directory);
    setIsWriting(false);
    if (!result.ok) setProblem(problemText(result));
    else if (result.value !== null) {
      setDone(fill(plural(texts.exported, result.value.downloads), { file: result.value.file }));
    }
  }

  return (
    <section className="settings-part" aria-labelledby="export-title">
      <h3 id="export-title">{texts.exportTitle}</h3>
      <p className="hint">{texts.exportBody}</p>
      <label className="check">
        <input type="checkbox" checked={withDownloads} onChange={(event) => setWithDownloads(event.target.checked)} />
        {texts.withDownloads}
      </label>
      <label className="check">
        <input type="checkbox" checked={withSecrets} onChange={(event) => setWithSecrets(event.target.checked)} />
        {texts.withSecrets}
      </label>
      {asks ? null : (
        <FolderField
          place="settings"
          label={words.add.folder}
          value={folder ?? info?.downloadFolder ?? ''}
          onChange={setFolder}
        />
      )}
      <div className="button-row">
        <button type="button" className="button" disabled={isWriting} onClick={() => void write()}>
          {isWriting ? texts.exporting : texts.export}
        </button>
      </div>
      {problem === null ? null : <Problem text={problem} />}
      <output className="settings-done selectable">{done}</output>
    </section>
  );
}

type ImportState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'reading'; readonly share: number; readonly stop: () => void }
  | { readonly kind: 'chosen'; readonly plan: ImportPlan }
  | { readonly kind: 'running'; readonly plan: ImportPlan; readonly done: number; readonly stop: () => void }
  | { readonly kind: 'ended'; readonly outcome: ImportOutcome };

function ImportPart() {
  const texts = SETTINGS_WORDS.transfer;
  const { transfer, settings } = useWindowModel();
  const [state, setState] = useState<ImportState>({ kind: 'idle' });
  const [problem, setProblem] = useState<string | null>(null);
  const input = useRef<HTMLInputElement>(null);

  async function choose(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    setProblem(null);
    const controller = new AbortController();
    const stop = (): void => controller.abort();
    setState({ kind: 'reading', share: 0, stop });
    const read = await readImport(file, Date.now(), {
      signal: controller.signal,
      onProgress: (share) => setState({ kind: 'reading', share, stop }),
      pause: untilNextTask,
    });
    setState(read.ok ? { kind: 'chosen', plan: read.plan } : { kind: 'idle' });
    if (!read.ok && read.reason !== 'cancelled') setProblem(fill(texts.unusable[read.reason], { name: file.name }));
  }

  async function run(plan: ImportPlan, options: { withSettings: boolean; starts: boolean }): Promise<void> {
    const controller = new AbortController();
    const stop = (): void => controller.abort();
    setState({ kind: 'running', plan, done: 0, stop });
    const outcome = await transfer.importList(plan, {
      ...options,
      signal: controller.signal,
      onProgress: (done) => setState({ kind: 'running', plan, done, stop }),
    });
    await settings.settings.reload();
    setState({ kind: 'ended', outcome });
  }

  return (
    <section className="settings-part" aria-labelledby="import-title">
      <h3 id="import-title">{texts.importTitle}</h3>
      <p className="hint">{texts.importBody}</p>
      <div className="button-row">
        <button
          type="button"
          className="button"
          disabled={state.kind === 'running' || state.kind === 'reading'}
          onClick={() => input.current?.click()}
        >
          {texts.choose}
        </button>
        <input
          ref={input}
          type="file"
          hidden
          aria-label={texts.choose}
          onChange={(event) => {
            void choose(event.target.files?.[0]);
            // The same file may be chosen again.
            event.target.value = '';
          }}
        />
      </div>
      {problem === null ? null : <Problem text={problem} />}
      {state.kind === 'chosen' ? (
        <PlanView
          plan={state.plan}
          onCancel={() => setState({ kind: 'idle' })}
          onImport={(options) => void run(state.plan, options)}
        />
      ) : null}
      {state.kind === 'reading' ? (
        <WorkProgressLine
          label={texts.importTitle}
          done={state.share}
          total={1}
          text={formats.percent(state.share)}
          onCancel={state.stop}
        />
      ) : null}
      {state.kind === 'running' ? (
        <WorkProgressLine
          label={texts.importTitle}
          done={state.done}
          total={state.plan.downloads.length}
          text={fill(words.add.progress, {
            done: formats.count(state.done),
            total: formats.count(state.plan.downloads.length),
          })}
          onCancel={state.stop}
        />
      ) : null}
      {state.kind === 'ended' ? <OutcomeView outcome={state.outcome} /> : null}
    </section>
  );
}

/** What a chosen file would bring, before it does. */
function PlanView(props: {
  readonly plan: ImportPlan;
  readonly onCancel: () => void;
  readonly onImport: (options: { withSettings: boolean; starts: boolean }) => void;
}) {
  const texts = SETTINGS_WORDS.transfer;
  const { plan } = props;
  const settingsCount = Object.keys(plan.settings).length;
  const [withSettings, setWithSettings] = useState(false);
  const [starts, setStarts] = useState(false);
  return (
    <div className="settings-plan">
      <p className="list-main">{plan.name}</p>
      <p className="hint">
        {plural(texts.found, plan.downloads.length)}
        {plan.unreadable === 0 ? '' : ` ${plural(texts.unreadable, plan.unreadable)}`}
        {plan.unknownSettings.length === 0
          ? ''
          : ` ${fill(texts.unknownSettings, { names: plan.unknownSettings.join(', ') })}`}
      </p>
      {settingsCount === 0 ? null : (
        <label className="check">
          <input type="checkbox" checked={withSettings} onChange={(event) => setWithSettings(event.target.checked)} />
          {plural(texts.withSettings, settingsCount)}
        </label>
      )}
      <label className="check">
        <input type="checkbox" checked={starts} onChange={(event) => setStarts(event.target.checked)} />
        {texts.starts}
      </label>
      <div className="button-row">
        <button type="button" className="button" onClick={props.onCancel}>
          {words.actions.cancel}
        </button>
        <button
          type="button"
          className="button button-primary"
          disabled={plan.downloads.length === 0 && !withSettings}
          onClick={() => props.onImport({ withSettings, starts })}
        >
          {texts.import}
        </button>
      </div>
    </div>
  );
}

function OutcomeView({ outcome }: { readonly outcome: ImportOutcome }) {
  const texts = SETTINGS_WORDS.transfer;
  switch (outcome.kind) {
    case 'failed':
      return <Problem text={outcome.text} />;
    case 'takenBack':
      return <output className="settings-done">{words.add.takenBack}</output>;
    case 'done':
      return (
        <output className="settings-done">
          {plural(texts.imported, outcome.added)}
          {outcome.known === 0 ? '' : ` ${plural(texts.known, outcome.known)}`}
          {outcome.withoutFile === 0 ? '' : ` ${plural(texts.withoutFile, outcome.withoutFile)}`}
        </output>
      );
  }
}
