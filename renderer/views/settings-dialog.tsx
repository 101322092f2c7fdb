import { useEffect } from 'react';
import { assertNever } from '../../shared/assert-never.ts';
import { SETTINGS_WORDS } from '../../shared/words.ts';
import { IconButton } from '../components/button.tsx';
import { ModalDialog } from '../components/modal-dialog.tsx';
import { Problem } from '../components/problem.tsx';
import { useReadable } from '../components/use-readable.ts';
import { words } from '../format/words.ts';
import { SETTING_ITEMS } from '../model/setting-items.ts';
import { SETTINGS_SECTIONS, type SettingsSection } from '../model/settings-model.ts';
import { BackupsSection } from './backups-section.tsx';
import { CertificatesSection, ServersSection } from './known-servers.tsx';
import { RecoverSection } from './recover-section.tsx';
import { SettingRow } from './setting-row.tsx';
import { TransferSection } from './transfer-section.tsx';
import { useWindowModel } from './window-model-context.ts';

/** All settings, in sections. Each change applies at once. */
export function SettingsDialog(props: { readonly section: SettingsSection }) {
  const { dialog } = useWindowModel();
  // In the model: the window may be made anew while this is open, by a setting that is in it.
  const { section } = props;

  function close(): void {
    dialog.set({ kind: 'none' });
  }

  return (
    <ModalDialog titleId="settings-title" className="dialog-tall dialog-settings" onClose={close}>
      <header className="dialog-head">
        <h2 id="settings-title">{SETTINGS_WORDS.title}</h2>
        <IconButton icon="close" label={words.actions.close} onPress={close} />
      </header>
      <nav className="settings-nav" aria-label={SETTINGS_WORDS.sections}>
        {SETTINGS_SECTIONS.map((name) => (
          <button
            key={name}
            type="button"
            className="settings-tab"
            aria-current={name === section ? 'page' : undefined}
            data-first-focus={name === section ? true : undefined}
            onClick={() => {
              dialog.set({ kind: 'settings', section: name });
            }}
          >
            {SETTINGS_WORDS.section[name]}
          </button>
        ))}
      </nav>
      <section key={section} className="dialog-scroll settings-section" aria-label={SETTINGS_WORDS.section[section]}>
        <SectionSettings section={section} />
        <SectionLists section={section} />
      </section>
    </ModalDialog>
  );
}

function SectionSettings({ section }: { readonly section: SettingsSection }) {
  const model = useWindowModel().settings;
  const settings = useReadable(model.settings.state);
  const items = SETTING_ITEMS[section];
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
    case 'downloads':
    case 'network':
    case 'computer':
    case 'appearance':
    case 'programs':
      return null;
    default:
      return assertNever(section);
  }
}
