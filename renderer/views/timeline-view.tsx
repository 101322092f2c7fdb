import type { DownloadRow } from '../../shared/download.ts';
import { DETAILS_WORDS } from '../../shared/words.ts';
import { timelineReport, timelineText, timelineTone } from '../../shared/timeline-text.ts';
import { Icon } from '../components/icon.tsx';
import { Problem } from '../components/problem.tsx';
import { formats } from '../format/window-formats.ts';
import { plural } from '../format/words.ts';
import { useTimeline } from './use-timeline.ts';
import { useWindowModel } from './window-model-context.ts';

/** The newest; nobody reads hundreds of lines in a dialog, and the copied text has all of them. */
const MOST_SHOWN = 100;

/** What happened to a download, the newest first, and as a text to copy. */
export function TimelineView({ row }: { readonly row: DownloadRow }) {
  const texts = DETAILS_WORDS.timeline;
  const { commands } = useWindowModel();
  const timeline = useTimeline(row);
  const entries = timeline.kind === 'ready' ? timeline.value : [];
  const newest = entries.slice(-MOST_SHOWN).toReversed();
  const older = entries.length - newest.length;
  return (
    <section className="details-part">
      <div className="part-head">
        <h2>{texts.title}</h2>
        {entries.length === 0 ? null : (
          <button
            type="button"
            className="small-button"
            onClick={() => void commands.copyText(timelineReport(row.name, entries, formats.bytes), texts.copied)}
          >
            <Icon name="copies" />
            {texts.copy}
          </button>
        )}
      </div>
      {timeline.kind === 'loading' ? <p className="hint">{texts.loading}</p> : null}
      {timeline.kind === 'failed' ? <Problem text={timeline.text} /> : null}
      {timeline.kind === 'ready' && entries.length === 0 ? <p className="hint">{texts.empty}</p> : null}
      <ol className="timeline">
        {newest.map((entry, index) => (
          // Entries have no name of their own; counted from the oldest, each keeps its place as newer ones come.
          <li key={entries.length - index} className={`timeline-entry timeline-${timelineTone(entry)}`}>
            <time dateTime={new Date(entry.atMs).toISOString()}>{formats.exactMoment(entry.atMs)}</time>
            <span className="selectable">{timelineText(entry, formats.bytes)}</span>
          </li>
        ))}
      </ol>
      {older > 0 ? <p className="hint">{plural(texts.older, older)}</p> : null}
    </section>
  );
}
