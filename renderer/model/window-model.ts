import { isProgramFile } from '../../shared/program-file.ts';
import { assertNever } from '../../shared/assert-never.ts';
import type { AppInfo, ViewSpec, WindowRequest, WindowVisibility } from '../../shared/contract.ts';
import type { DownloadId } from '../../shared/download.ts';
import { words } from '../format/words.ts';
import { createAddDraftStore, type AddDraftStore } from './add-draft.ts';
import { createCoreClient, type CoreClient } from './core-client.ts';
import { createDetailsWatch, type DetailsWatch } from './details-watch.ts';
import { createDownloadCommands, type DownloadCommands } from './download-commands.ts';
import { createDownloadListStore, type DownloadListStore } from './download-list-store.ts';
import { createFileChecks, type FileChecks } from './file-checks.ts';
import { createListTransfer, type ListTransfer } from './list-transfer.ts';
import { createLinkFacts, type LinkFactsModel } from './link-facts.ts';
import { fetchRows, fetchRowsOf } from './list-pages.ts';
import { createListSelection, type ListSelection } from './list-selection.ts';
import { createMessageStore, type MessageStore } from './message-store.ts';
import { createMilestones, type Milestone } from './milestones.ts';
import { createObservable, type Observable, type Readable } from './observable.ts';
import type { PlaceField } from './place-change.ts';
import { createSettingsModel, SETTINGS_SECTIONS, type SettingsModel, type SettingsSection } from './settings-model.ts';
import { createSpeedWatch, type SpeedWatch } from './speed-watch.ts';
import type { Transport } from './transport.ts';
import { createWindowLayout, type LayoutStorage, type WindowLayoutStore } from './window-layout.ts';
import { createViewWatcher, QUEUE_ORDER, type ViewWatcher } from './view-watcher.ts';

/** The dialog that is open. At most one is. */
export type OpenDialog =
  | { readonly kind: 'none' }
  /** `newLinkFor`: a download that asks for a new link; what was pasted may be meant for it. */
  | { readonly kind: 'add'; readonly newLinkFor?: DownloadId }
  | { readonly kind: 'remove'; readonly ids: readonly DownloadId[] }
  | { readonly kind: 'restart'; readonly ids: readonly DownloadId[] }
  | { readonly kind: 'newLink'; readonly id: DownloadId }
  | { readonly kind: 'place'; readonly ids: readonly DownloadId[]; readonly field: PlaceField }
  | { readonly kind: 'openProgram'; readonly id: DownloadId }
  | { readonly kind: 'trust'; readonly ids: readonly DownloadId[] }
  | { readonly kind: 'settings'; readonly section: SettingsSection }
  | { readonly kind: 'shortcuts' };

type UpdateNotice = Extract<WindowRequest, { kind: 'update' }>;
type Countdown = Extract<WindowRequest, { kind: 'countdown' }>;

/** Everything the views show and do, without React and without the DOM. */
export type WindowModel = {
  readonly client: CoreClient;
  readonly list: DownloadListStore;
  readonly watcher: ViewWatcher;
  readonly selection: ListSelection;
  readonly commands: DownloadCommands;
  readonly messages: MessageStore;
  readonly checks: FileChecks;
  readonly settings: SettingsModel;
  readonly addDraft: AddDraftStore;
  readonly linkFacts: LinkFactsModel;
  readonly speeds: SpeedWatch;
  readonly details: DetailsWatch;
  readonly layout: WindowLayoutStore;
  /** Whether the sidebar lies over the list, in a window too narrow for both. */
  readonly isSidebarOver: Observable<boolean>;
  readonly transfer: ListTransfer;
  readonly dialog: Observable<OpenDialog>;
  /** Facts about the running Sluice; `null` until it told them. */
  readonly appInfo: Readable<AppInfo | null>;
  /** A newer version that the desktop app told of. */
  readonly update: Observable<UpdateNotice | null>;
  /** What follows now that all is done, unless it is called off. */
  readonly countdown: Observable<Countdown | null>;
  /** Does what was asked of the window from outside. */
  readonly answer: (request: WindowRequest) => void;
  /** Shows another part of the list, from its top and with nothing selected. */
  readonly changeView: (change: Partial<ViewSpec>) => void;
  readonly setVisibility: (visibility: WindowVisibility) => void;
  /** Drags finished files out of the window; `null` where only a browser is around it. */
  readonly dragOut: ((ids: readonly DownloadId[]) => void) | null;
  readonly close: () => void;
};

export type WindowModelPorts = {
  readonly transport: Transport;
  readonly beforeNextPaint: (callback: () => void) => void;
  readonly wait: (milliseconds: number, callback: () => void) => void;
  /** Whether the messages are pointed at or have the focus. */
  readonly isReadingMessages: () => boolean;
  readonly writeClipboard: (text: string) => Promise<void>;
  readonly dragOut: ((ids: readonly DownloadId[]) => void) | null;
  readonly visibility: WindowVisibility;
  readonly layoutStorage: LayoutStorage;
  /** A clock that only goes forward. */
  readonly nowMs: () => number;
};

/** Builds the window's object graph and starts its connection. */
export function createWindowModel(ports: WindowModelPorts): WindowModel {
  const list = createDownloadListStore();
  const messages = createMessageStore(ports);
  const milestones = createMilestones();
  const appInfo = createObservable<AppInfo | null>(null);
  const addDraft = createAddDraftStore();
  const dialog = createObservable<OpenDialog>({ kind: 'none' });
  const update = createObservable<UpdateNotice | null>(null);
  const countdown = createObservable<Countdown | null>(null);
  let visibility = ports.visibility;

  const watcher: ViewWatcher = createViewWatcher({
    list,
    sendHold: (isHeld) => void client.call('view.hold', { isHeld }),
    sendWatch: ({ view, ranges }) => void client.call('view.watch', { view, ranges: [...ranges] }),
  });

  list.onRowChange(milestones.note);

  /** One that is finished invites to open it; programs are never opened in passing. */
  function tellMilestone(milestone: Milestone | null): void {
    if (milestone === null) return;
    const { sentence, finished } = milestone;
    if (finished === null || isProgramFile(finished.name)) messages.announce(sentence);
    else messages.inform(sentence, { label: words.actions.open, run: () => void commands.run('open', [finished.id]) });
  }

  async function greet(): Promise<void> {
    void client.call('view.visibility', { visibility });
    watcher.watchAgain();
    details.watchAgain();
    const info = await client.call('app.info', {});
    if (info.ok) appInfo.set(info.value);
  }

  const answer = (request: WindowRequest): void => answerRequest(request, { addDraft, dialog, update, countdown });
  const client: CoreClient = createCoreClient({
    transport: ports.transport,
    beforeNextPaint: ports.beforeNextPaint,
    onFrame(frame) {
      if (frame.settings !== null) settings.settings.set(frame.settings);
    },
    applyFrame(frame) {
      const before = list.summary.get()?.counts.completed ?? frame.counts.completed;
      const news = frame.rows.filter((row) => row.state.kind === 'completed' && list.rowOf(row.id) === undefined);
      if (list.apply(frame) === 'gap') watcher.watchAgain();
      selection.followOrder();
      details.take(frame.details);
      speeds.onFrame();
      tellMilestone(milestones.take(frame.counts.completed - before, news));
    },
    onRequest: answer,
    // A transport may open before `createCoreClient` has returned; nothing is asked before it has.
    onOpen: () => {
      queueMicrotask(() => void greet());
    },
  });

  const settings = createSettingsModel(client);
  const details = createDetailsWatch(client);
  const speeds = createSpeedWatch(client, ports.nowMs);
  const total = (): number => list.total.get() ?? 0;
  const selection: ListSelection = createListSelection({
    idAt: list.idAt,
    indexOf: list.indexOf,
    total,
    async fetchIds(range) {
      const rows = await fetchRows(client, watcher.view.get(), range);
      return rows === null ? null : rows.map((row) => row.id);
    },
  });

  const commands = createDownloadCommands({
    client,
    messages,
    rowsOf: (ids) => fetchRowsOf(ids, { client, view: watcher.view.get(), total: total(), rowOf: list.rowOf }),
    writeClipboard: ports.writeClipboard,
    askAboutProgram: (id) => {
      dialog.set({ kind: 'openProgram', id });
    },
    showQueueOrder: () => (watcher.view.get().sort === QUEUE_ORDER.sort ? null : () => changeView(QUEUE_ORDER)),
  });

  function changeView(change: Partial<ViewSpec>): void {
    selection.reset();
    watcher.changeView(change);
  }

  return {
    client,
    list,
    watcher,
    selection,
    commands,
    messages,
    addDraft,
    linkFacts: createLinkFacts(client),
    transfer: createListTransfer(client),
    checks: createFileChecks({ client, messages, onRowChange: list.onRowChange }),
    settings,
    speeds,
    details,
    layout: createWindowLayout(ports.layoutStorage),
    isSidebarOver: createObservable(false),
    dialog,
    appInfo,
    update,
    countdown,
    dragOut: ports.dragOut,
    answer,
    changeView,
    setVisibility(next) {
      if (next === visibility) return;
      visibility = next;
      void client.call('view.visibility', { visibility });
    },
    close: client.close,
  };
}

/** Links from outside wait in the dialog for the user, beside what may stand there already. */
function answerRequest(
  request: WindowRequest,
  { addDraft, dialog, update, countdown }: Pick<WindowModel, 'addDraft' | 'dialog' | 'update' | 'countdown'>,
): void {
  switch (request.kind) {
    case 'addLinks':
      addDraft.putFromOutside([
        ...(request.links.length === 0 ? [] : [{ name: null, text: request.links.join('\n') }]),
        ...(request.metalinks ?? []),
      ]);
      dialog.set({ kind: 'add' });
      return;
    case 'openSettings':
      dialog.set({ kind: 'settings', section: SETTINGS_SECTIONS[0] });
      return;
    case 'update':
      update.set(request);
      return;
    case 'countdown':
      countdown.set(request);
      return;
    case 'countdownOver':
      countdown.set(null);
      return;
    default:
      assertNever(request);
  }
}
