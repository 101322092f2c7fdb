import { useEffect, useRef } from 'react';
import { useReadable } from '../components/use-readable.ts';
import { placesLabel } from '../format/place-text.ts';
import { words } from '../format/words.ts';
import { placesOfView } from '../model/view-places.ts';
import type { WindowModel } from '../model/window-model.ts';
import { AddDialog } from './add-dialog.tsx';
import { Banners } from './banners.tsx';
import { DetailsPane } from './details-pane.tsx';
import { DownloadList } from './download-list.tsx';
import { DropArea } from './drop-area.tsx';
import { EndedScreen } from './ended-screen.tsx';
import { FilterChips } from './filter-chips.tsx';
import { focusList } from './focus-list.ts';
import { MessageList } from './message-list.tsx';
import { NewLinkDialog } from './new-link-dialog.tsx';
import { PlaceDialog } from './place-dialog.tsx';
import { ProgramDialog } from './program-dialog.tsx';
import { RestartDialog } from './restart-dialog.tsx';
import { RemoveDialog } from './remove-dialog.tsx';
import { CountdownDialog } from './countdown-dialog.tsx';
import { SettingsDialog } from './settings-dialog.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { Sidebar } from './sidebar.tsx';
import { StatusBar } from './status-bar.tsx';
import { Toolbar } from './toolbar.tsx';
import { TrustDialog } from './trust-dialog.tsx';
import { useWindowKeys } from './use-window-keys.ts';
import { useWindowModel, WindowModelContext } from './window-model-context.ts';

/** The window. */
export function App({ model }: { readonly model: WindowModel }) {
  const connection = useReadable(model.client.connection);
  if (connection === 'ended') return <EndedScreen />;
  return (
    <WindowModelContext value={model}>
      <MainScreen />
    </WindowModelContext>
  );
}

function MainScreen() {
  useWindowKeys();
  const isLost = useReadable(useWindowModel().client.connection) === 'lost';
  return (
    <div className={isLost ? 'main-screen is-lost' : 'main-screen'}>
      <Sidebar />
      <main className="content" aria-label={words.appName}>
        <PlaceTitle />
        <Toolbar />
        <FilterChips />
        <Banners />
        <DownloadList />
        <DetailsPane />
      </main>
      <StatusBar />
      <MessageList />
      <OpenDialogView />
      <CountdownDialog />
      <DropArea />
    </div>
  );
}

/** What the list shows, for those who go through a page by its headings; all others see it marked in the sidebar. */
function PlaceTitle() {
  const { watcher } = useWindowModel();
  return <h1 className="visually-hidden">{placesLabel(placesOfView(useReadable(watcher.view)))}</h1>;
}

function OpenDialogView() {
  const model = useWindowModel();
  const dialog = useReadable(model.dialog);
  const kindBefore = useRef(dialog.kind);
  useEffect(() => {
    const isClosed = dialog.kind === 'none' && kindBefore.current !== 'none';
    kindBefore.current = dialog.kind;
    // A dialog gives the focus back; when nothing had it, the list is where the user goes on.
    if (isClosed && document.activeElement === document.body) focusList(model);
  }, [model, dialog.kind]);
  switch (dialog.kind) {
    case 'none':
      return null;
    case 'add':
      return <AddDialog />;
    case 'restart':
      return <RestartDialog ids={dialog.ids} />;
    case 'remove':
      return <RemoveDialog ids={dialog.ids} />;
    case 'place':
      return <PlaceDialog ids={dialog.ids} field={dialog.field} />;
    case 'newLink':
      return <NewLinkDialog id={dialog.id} />;
    case 'openProgram':
      return <ProgramDialog id={dialog.id} />;
    case 'trust':
      return <TrustDialog ids={dialog.ids} />;
    case 'settings':
      return <SettingsDialog section={dialog.section} />;
    case 'shortcuts':
      return <ShortcutSheet />;
  }
}
