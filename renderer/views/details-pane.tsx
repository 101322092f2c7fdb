// oxlint-disable jsx-a11y/prefer-tag-over-role -- an <hr> that is moved has no value to tell
import { useRef, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { assertNever } from '../../shared/assert-never.ts';
import type { DownloadId } from '../../shared/download.ts';
import { DETAILS_WORDS } from '../../shared/words.ts';
import { IconButton } from '../components/button.tsx';
import { useReadable } from '../components/use-readable.ts';
import { DETAILS_HEIGHTS_PX, DETAILS_TABS, type DetailsTab } from '../model/window-layout.ts';
import { ConnectionsView } from './connections-view.tsx';
import { DetailsOverview } from './details-overview.tsx';
import { FileView } from './file-view.tsx';
import { focusList } from './focus-list.ts';
import { ServerView } from './server-view.tsx';
import { SpeedView } from './speed-view.tsx';
import { TimelineView } from './timeline-view.tsx';
import { useRow } from './use-row.ts';
import { useWindowModel } from './window-model-context.ts';

const PANEL_ID = 'details-panel';

function tabId(tab: DetailsTab): string {
  return `details-tab-${tab}`;
}

/** Everything about the row with the keyboard, below the list. */
export function DetailsPane() {
  const { layout, selection } = useWindowModel();
  const { hasDetails, detailsHeightPx, detailsTab } = useReadable(layout);
  const current = useReadable(selection.current);
  if (!hasDetails) return null;
  return (
    <section
      className="details-pane"
      aria-label={DETAILS_WORDS.title}
      style={{ '--details-height': `${detailsHeightPx}px` } as React.CSSProperties}
    >
      <ResizeHandle />
      <PaneHead />
      <div id={PANEL_ID} role="tabpanel" className="pane-body" aria-labelledby={tabId(detailsTab)}>
        {current === null ? (
          <p className="pane-nothing">{DETAILS_WORDS.nothingChosen}</p>
        ) : (
          <PaneOf key={current.id} id={current.id} />
        )}
      </div>
    </section>
  );
}

function PaneOf({ id }: { readonly id: DownloadId }) {
  const { layout } = useWindowModel();
  const { detailsTab } = useReadable(layout);
  const { row } = useRow(id);
  if (row === undefined) return <p className="pane-nothing">{DETAILS_WORDS.gone}</p>;
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
    <section key={detailsTab} className="pane-scroll details" aria-label={row.name} tabIndex={0}>
      {tabContent(detailsTab)}
    </section>
  );

  function tabContent(tab: DetailsTab): ReactNode {
    if (row === undefined) return null;
    switch (tab) {
      case 'overview':
        return <DetailsOverview row={row} />;
      case 'speed':
        return <SpeedView id={row.id} />;
      case 'connections':
        return <ConnectionsView row={row} />;
      case 'server':
        return <ServerView row={row} />;
      case 'file':
        return <FileView row={row} />;
      case 'timeline':
        return <TimelineView row={row} />;
      default:
        return assertNever(tab);
    }
  }
}

/** The parts of the pane (WAI-ARIA tabs pattern: one Tab stop, arrows choose), and the way to hide it. */
function PaneHead() {
  const model = useWindowModel();
  const { layout } = model;
  const { detailsTab } = useReadable(layout);
  const tabs = useRef<HTMLDivElement>(null);

  function onKeyDown(event: KeyboardEvent): void {
    const step = stepOfKey(event.key, document.documentElement.dir === 'rtl');
    if (step === 0) return;
    event.preventDefault();
    const at = DETAILS_TABS.indexOf(detailsTab);
    const next = DETAILS_TABS.at((at + step) % DETAILS_TABS.length);
    if (next === undefined) return;
    layout.change({ detailsTab: next });
    tabs.current?.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
  }

  return (
    <header className="pane-head">
      <div
        ref={tabs}
        role="tablist"
        tabIndex={-1}
        aria-label={DETAILS_WORDS.title}
        className="pane-tabs"
        onKeyDown={onKeyDown}
      >
        {DETAILS_TABS.map((tab) => (
          <button
            key={tab}
            type="button"
            id={tabId(tab)}
            role="tab"
            className="pane-tab"
            data-tab={tab}
            aria-selected={tab === detailsTab}
            aria-controls={PANEL_ID}
            tabIndex={tab === detailsTab ? 0 : -1}
            onClick={() => {
              layout.change({ detailsTab: tab });
            }}
          >
            {DETAILS_WORDS.tabs[tab]}
          </button>
        ))}
      </div>
      <IconButton
        icon="close"
        label={DETAILS_WORDS.hide}
        onPress={() => {
          layout.change({ hasDetails: false });
          focusList(model);
        }}
      />
    </header>
  );
}

function stepOfKey(key: string, isRightToLeft: boolean): 1 | -1 | 0 {
  if (key !== 'ArrowRight' && key !== 'ArrowLeft') return 0;
  return (key === 'ArrowRight') === isRightToLeft ? -1 : 1;
}

/** How far one press of an arrow moves the edge, in pixels. */
const STEP_PX = 24;

/** The upper edge of the pane: dragged, or moved by arrows (WAI-ARIA window splitter pattern). */
function ResizeHandle() {
  const { layout } = useWindowModel();
  const { detailsHeightPx } = useReadable(layout);
  const dragged = useRef<{ readonly fromY: number; readonly heightPx: number } | null>(null);

  function resize(heightPx: number): void {
    const { least, most } = DETAILS_HEIGHTS_PX;
    // Not past what the window can show of it: the edge would go on moving without being seen to.
    const bound = Math.max(Math.min(most, window.innerHeight - SPACE_FOR_LIST_PX), least);
    layout.change({ detailsHeightPx: Math.round(Math.min(Math.max(heightPx, least), bound)) });
  }

  function onPointerDown(event: PointerEvent<HTMLElement>): void {
    event.currentTarget.setPointerCapture(event.pointerId);
    const shown = event.currentTarget.parentElement?.getBoundingClientRect();
    dragged.current = { fromY: event.clientY, heightPx: shown?.height ?? detailsHeightPx };
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- a separator that can be moved is a control (WAI-ARIA 1.2), and <hr> has no value
    <div
      className="pane-edge"
      role="separator"
      aria-orientation="horizontal"
      aria-label={DETAILS_WORDS.resize}
      aria-valuenow={detailsHeightPx}
      aria-valuemin={DETAILS_HEIGHTS_PX.least}
      aria-valuemax={DETAILS_HEIGHTS_PX.most}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- see above
      tabIndex={0}
      onPointerDown={onPointerDown}
      onPointerMove={(event) => {
        const from = dragged.current;
        if (from !== null) resize(from.heightPx + from.fromY - event.clientY);
      }}
      onLostPointerCapture={() => {
        dragged.current = null;
      }}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return;
        event.preventDefault();
        resize(detailsHeightPx + (event.key === 'ArrowUp' ? STEP_PX : -STEP_PX));
      }}
    />
  );
}

/** What is left for toolbar, a few rows and the status bar. */
const SPACE_FOR_LIST_PX = 200;
