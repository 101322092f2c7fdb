import type { DownloadId, DownloadRow, ProgressRow } from '../../shared/download.ts';
import { DETAILS_WORDS } from '../../shared/words.ts';
import { describeRow } from '../format/row-text.ts';
import { forLog } from '../../shared/url.ts';
import { formats } from '../format/window-formats.ts';
import { FactList, type FactText } from '../components/fact-list.tsx';
import { useReadable } from '../components/use-readable.ts';
import { actionLabel } from '../format/action-text.ts';
import { answerActions, rowActions } from '../model/row-actions.ts';
import { FileCheckView } from './file-check-view.tsx';
import { runRowAction } from './run-row-action.ts';
import { TimelineView } from './timeline-view.tsx';
import { useRow } from './use-row.ts';
import { useWindowModel } from './window-model-context.ts';

/** Everything about one download: facts, its question, the check of its file, and what happened. */
export function DownloadDetails({ id }: { readonly id: DownloadId }) {
  const { row, progress } = useRow(id);
  const { checks } = useWindowModel();
  const isRepairing = useReadable(checks.all).get(id)?.kind === 'repairing';
  if (row === undefined) return <p className="dialog-text">{DETAILS_WORDS.gone}</p>;
  const text = describeRow(row, progress, formats);
  const isAnythingThere = row.state.kind === 'completed' || (progress?.receivedBytes ?? 0) > 0;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
    <section className="dialog-scroll details" aria-label={row.name} tabIndex={0}>
      <h3 className="details-name selectable">{row.name}</h3>
      <p className={`details-state tone-${text.tone}`}>
        {text.state}
        {text.note === '' ? null : ` · ${text.note}`}
      </p>
      <Answers row={row} />
      <FactList facts={factsOf(row, progress)} />
      {isAnythingThere && (rowActions(row.state).includes('verify') || isRepairing) ? <FileCheckView id={id} /> : null}
      <TimelineView row={row} />
    </section>
  );
}

/** What the row asks, with all answers as buttons; another link where one may be given. */
function Answers({ row }: { readonly row: DownloadRow }) {
  const model = useWindowModel();
  const answers = answerActions(row.state).filter((action) => action !== 'remove');
  const canTakeLink = !answers.includes('newLink') && rowActions(row.state).includes('newLink');
  const actions = canTakeLink ? [...answers, 'newLink' as const] : answers;
  if (actions.length === 0) return null;
  return (
    <div className="button-row">
      {actions.map((action, index) => (
        <button
          key={action}
          type="button"
          className={index === 0 && answers.length > 0 ? 'button button-primary' : 'button'}
          onClick={() => {
            runRowAction(model, action, [row.id]);
          }}
        >
          {actionLabel(action, row.state)}
        </button>
      ))}
    </div>
  );
}

function factsOf(row: DownloadRow, progress: ProgressRow | undefined): readonly FactText[] {
  const texts = DETAILS_WORDS.facts;
  const received = progress?.receivedBytes ?? 0;
  const isWhole = row.state.kind === 'completed';
  return [
    { name: texts.link, value: forLog(row.url) },
    { name: texts.folder, value: row.directory },
    { name: texts.size, value: row.sizeBytes === null ? texts.sizeUnknown : formats.bytes(row.sizeBytes) },
    ...(isWhole || received === 0 ? [] : [{ name: texts.arrived, value: formats.bytes(received) }]),
    ...(isWhole || row.resumable === null
      ? []
      : [{ name: texts.resumable, value: row.resumable ? texts.resumableYes : texts.resumableNo }]),
    { name: texts.added, value: formats.exactMoment(row.addedAtMs) },
  ];
}
