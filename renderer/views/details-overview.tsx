import type { DownloadRow, ProgressRow } from '../../shared/download.ts';
import { forLog } from '../../shared/url.ts';
import { DETAILS_WORDS } from '../../shared/words.ts';
import { IconButton } from '../components/button.tsx';
import { FactList, type FactText } from '../components/fact-list.tsx';
import { actionLabel } from '../format/action-text.ts';
import { describeRow } from '../format/row-text.ts';
import { formats } from '../format/window-formats.ts';
import { words } from '../format/words.ts';
import { answerActions, rowActions } from '../model/row-actions.ts';
import { DownloadBounds } from './download-bounds.tsx';
import { SegmentMapView } from './segment-map-view.tsx';
import { runRowAction } from './run-row-action.ts';
import { useRow } from './use-row.ts';
import { useWindowModel } from './window-model-context.ts';

/** What a download is, where it goes, how far it is, and what it asks. */
export function DetailsOverview({ row }: { readonly row: DownloadRow }) {
  const model = useWindowModel();
  const { progress } = useRow(row.id);
  const text = describeRow(row, progress, formats);
  return (
    <>
      <div className="overview-head">
        <div className="details-title">
          <h2 className="details-name selectable" dir="auto">
            {row.name}
          </h2>
          <IconButton
            icon="rename"
            label={words.actions.rename}
            onPress={() => {
              runRowAction(model, 'rename', [row.id]);
            }}
          />
        </div>
        <p className={`details-state tone-${text.tone}`}>
          {text.state}
          {text.note === '' ? null : ` · ${text.note}`}
        </p>
      </div>
      <Answers row={row} />
      {row.state.kind === 'completed' ? null : <SegmentMapView row={row} />}
      <div className="overview-columns">
        <FactList facts={factsOf(row, progress)} />
        {row.state.kind === 'completed' ? null : <DownloadBounds row={row} />}
      </div>
    </>
  );
}

/** What the row asks, with all answers as buttons; another link where one may be given; a finished file to open. */
function Answers({ row }: { readonly row: DownloadRow }) {
  const model = useWindowModel();
  const answers = answerActions(row).filter((action) => action !== 'remove');
  const canTakeLink = !answers.includes('newLink') && rowActions(row).includes('newLink');
  const actions = canTakeLink ? [...answers, 'newLink' as const] : answers;
  const done = row.state.kind === 'completed' ? (['open', 'showInFolder'] as const) : [];
  if (actions.length + done.length === 0) return null;
  return (
    <div className="button-row">
      {[...done, ...actions].map((action, index) => (
        <button
          key={action}
          type="button"
          className={index === 0 && answers.length + done.length > 0 ? 'button button-primary' : 'button'}
          onClick={() => {
            runRowAction(model, action, [row.id]);
          }}
        >
          {actionLabel(action, row)}
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
    { name: words.columns.category, value: words.categories[row.category] },
    { name: texts.size, value: row.sizeBytes === null ? texts.sizeUnknown : formats.bytes(row.sizeBytes) },
    ...(isWhole || received === 0 ? [] : [{ name: texts.arrived, value: formats.bytes(received) }]),
    ...(isWhole || row.resumable === null
      ? []
      : [{ name: texts.resumable, value: row.resumable ? texts.resumableYes : texts.resumableNo }]),
    { name: texts.added, value: formats.exactMoment(row.addedAtMs) },
  ];
}
