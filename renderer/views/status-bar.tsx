import { IconButton } from '../components/button.tsx';
import { Sparkline } from '../components/sparkline.tsx';
import { useReadable } from '../components/use-readable.ts';
import { formats } from '../format/window-formats.ts';
import { fill, plural, words } from '../format/words.ts';
import type { ListSummary } from '../model/download-list-store.ts';
import { countFilter, countRunning } from '../model/view-filters.ts';
import { useWindowModel } from './window-model-context.ts';

/** The sums of the whole list. */
export function StatusBar() {
  const { list, selection, dialog } = useWindowModel();
  const summary = useReadable(list.summary);
  const total = useReadable(list.total);
  const selected = useReadable(selection.selected);
  return (
    <footer className="status-bar" aria-label={words.status.label}>
      {summary === null ? null : <Totals summary={summary} />}
      <Limit />
      <span className="status-space" />
      {summary === null || summary.freeBytes === null ? null : (
        <span className="status-free">{fill(words.status.free, { size: formats.bytes(summary.freeBytes) })}</span>
      )}
      {total === null || total === 0 ? null : (
        <span>
          {selected.size > 0 ? plural(words.status.selected, selected.size) : plural(words.status.downloads, total)}
        </span>
      )}
      <IconButton
        icon="keyboard"
        label={words.actions.shortcuts}
        onPress={() => {
          dialog.set({ kind: 'shortcuts' });
        }}
      />
    </footer>
  );
}

function Totals({ summary }: { readonly summary: ListSummary }) {
  const history = useReadable(useWindowModel().speeds.total);
  const { counts, totals } = summary;
  const active = countRunning(counts);
  // The number of the tab that shows them.
  const waiting = countFilter(summary, 'waiting');
  if (active === 0 && waiting === 0) return <span>{words.status.idle}</span>;
  return (
    <>
      {active === 0 ? null : (
        <>
          <span className="status-speed">{formats.speed(totals.bytesPerSecond)}</span>
          <Sparkline values={history?.minute ?? []} slots={60} />
          <span>{plural(words.status.active, active)}</span>
        </>
      )}
      {waiting === 0 ? null : <span>{plural(words.status.waiting, waiting)}</span>}
      {totals.secondsLeft === null ? null : (
        <span className="status-left">
          {fill(words.status.timeLeft, { time: formats.timeLeft(totals.secondsLeft) })}
        </span>
      )}
    </>
  );
}

/** The limit over all downloads, while there is one. */
function Limit() {
  const { settings } = useWindowModel();
  const loaded = useReadable(settings.settings.state);
  const limit = loaded.kind === 'ready' ? loaded.value.limitBytesPerSecond : 0;
  if (limit === 0) return null;
  return <span className="status-limit">{fill(words.status.limited, { speed: formats.speed(limit) })}</span>;
}
