import { useEffect, useState } from 'react';
import { assertNever } from '../../shared/assert-never.ts';
import { SETTINGS_WORDS } from '../../shared/words.ts';
import { IconButton } from '../components/button.tsx';
import { ModalDialog } from '../components/modal-dialog.tsx';
import { Problem } from '../components/problem.tsx';
import { useReadable } from '../components/use-readable.ts';
import { fill, words } from '../format/words.ts';
import { SETTING_ITEMS, type SettingItem } from '../model/setting-items.ts';
import { searchSettings } from '../model/settings-search.ts';
import { SETTINGS_SECTIONS, type SettingsSection } from '../model/settings-model.ts';
import { BackupsSection } from './backups-section.tsx';
import { PrivacySection } from './privacy-section.tsx';
import { CertificatesSection, ServersSection } from './known-servers.tsx';
import { RecoverSection } from './recover-section.tsx';
import { SettingRow } from './setting-row.tsx';
import { TransferSection } from './transfer-section.tsx';
import { useWindowModel } from './window-model-context.ts';

/** All settings, in sections. Each change applies at once. */
export function SettingsDialog(props: { readonly section: SettingsSection }) {
  const { dialog, settings } = useWindowModel();
  // In the model: the window may be made anew while this is open, by a setting that is in it.
  const { section } = props;

  const [search, setSearch] = useState('');
  // Of the window before this one, when a setting made it anew.
  const isBackInRow = SETTING_ITEMS[section].some(({ name }) => name === settings.lastChanged.get());

  function close(): void {
    settings.lastChanged.set(null);
    dialog.set({ kind: 'none' });
  }

  function open(name: SettingsSection): void {
    setSearch('');
    settings.lastChanged.set(null);
    dialog.set({ kind: 'settings', section: name });
  }

  return (
    <ModalDialog titleId="settings-title" className="dialog-tall dialog-settings" onClose={close}>
      <header className="dialog-head">
        <h2 id="settings-title">{SETTINGS_WORDS.title}</h2>
        <IconButton icon="close" label={words.actions.close} onPress={close} />
      </header>
      <div className="settings-side">
        <input
          type="search"
          className="text-line"
          aria-label={SETTINGS_WORDS.search}
          placeholder={SETTINGS_WORDS.search}
          value={search}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setSearch(event.target.value);
          }}
        />
        <nav className="settings-nav" aria-label={SETTINGS_WORDS.sections}>
          {SETTINGS_SECTIONS.map((name) => (
            <button
              key={name}
              type="button"
              className="settings-tab"
              aria-current={name === section && search === '' ? 'page' : undefined}
              data-first-focus={name === section && !isBackInRow ? true : undefined}
              onClick={() => {
                open(name);
              }}
            >
              {SETTINGS_WORDS.section[name]}
            </button>
          ))}
        </nav>
      </div>
      {search.trim() === '' ? (
        <section key={section} className="dialog-scroll settings-section" aria-label={SETTINGS_WORDS.section[section]}>
          <SettingRows items={SETTING_ITEMS[section]} />
          <SectionLists section={section} />
        </section>
      ) : (
        <SearchResults search={search} onOpen={open} />
      )}
    </ModalDialog>
  );
}

/** What fits a search, by section; a section without settings of its own is offered to be opened. */
function SearchResults(props: { readonly search: string; readonly onOpen: (section: SettingsSection) => void }) {
  const found = searchSettings(props.search);
  return (
    <section className="dialog-scroll settings-section" aria-label={SETTINGS_WORDS.search}>
      {found.length === 0 ? (
        <p className="settings-empty">{fill(SETTINGS_WORDS.nothingFound, { search: props.search.trim() })}</p>
      ) : null}
      {found.map(({ section, items }) => (
        <section key={section} className="settings-found" aria-label={SETTINGS_WORDS.section[section]}>
          <h3>
            <button
              type="button"
              className="link-button"
              aria-label={fill(SETTINGS_WORDS.goTo, { section: SETTINGS_WORDS.section[section] })}
              onClick={() => {
                props.onOpen(section);
              }}
            >
              {SETTINGS_WORDS.section[section]}
            </button>
          </h3>
          <SettingRows items={items} />
        </section>
      ))}
    </section>
  );
}

function SettingRows({ items }: { readonly items: readonly SettingItem[] }) {
  const model = useWindowModel().settings;
  const settings = useReadable(model.settings.state);
  useEffect(() => {
    void model.settings.reload();
  }, [model]);
  if (items.length === 0) return null;
  switch (settings.kind) {
    case 'loading':
      return <p className="hint">{SETTINGS_WORDS.loading}</p>;
    case 'failed':
      return <Problem text={settings.text} />;
    case 'ready':
      return items.map((item) => <SettingRow key={item.name} item={item} settings={settings.value} />);
    default:
      return assertNever(settings);
  }
}

function SectionLists({ section }: { readonly section: SettingsSection }) {
  switch (section) {
    case 'servers':
      return <ServersSection />;
    case 'certificates':
      return <CertificatesSection />;
    case 'backups':
      return (
        <>
          <BackupsSection />
          <TransferSection />
        </>
      );
    case 'recover':
      return <RecoverSection />;
    case 'privacy':
      return <PrivacySection />;
    case 'downloads':
    case 'limits':
    case 'retries':
    case 'names':
    case 'network':
    case 'computer':
    case 'appearance':
    case 'shortcuts':
    case 'integration':
      return null;
    default:
      return assertNever(section);
  }
}
