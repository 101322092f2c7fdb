import { useEffect, useEffectEvent, useId, useState, type ReactNode } from 'react';
import { assertNever } from '../../shared/assert-never.ts';
import { LANGUAGE_NAMES, LANGUAGE_SETTINGS } from '../../shared/language.ts';
import { CHOICE_TEXTS, SETTING_TEXTS, SETTINGS_WORDS } from '../../shared/words.ts';
import type { Settings, SettingsChange } from '../../shared/settings.ts';
import { IconButton } from '../components/button.tsx';
import { Problem } from '../components/problem.tsx';
import { boundsText, defaultText, fieldText, unitText } from '../format/setting-text.ts';
import { fill } from '../format/words.ts';
import { isDefault, readSettingText, resetChange, type SettingItem, type TextItem } from '../model/setting-items.ts';
import { ChooseFolderButton } from './choose-folder-button.tsx';
import { FolderRules } from './folder-rules.tsx';
import { ShortcutSettings } from './shortcut-settings.tsx';
import { useWindowModel } from './window-model-context.ts';

type Control = {
  readonly settings: Settings;
  readonly labelId: string;
  readonly helpId: string;
  readonly apply: (change: SettingsChange) => void;
  readonly refuse: (problem: string | null) => void;
};

/** One setting: its name and help, its control, and a way back to its default. */
export function SettingRow(props: { readonly item: SettingItem; readonly settings: Settings }) {
  const model = useWindowModel().settings;
  const [problem, setProblem] = useState<string | null>(null);
  // What was chosen shows at once, before the core has said yes.
  const [pending, setPending] = useState<SettingsChange>({});
  // A reset also takes back what was typed and not taken.
  const [resets, setResets] = useState(0);
  const { item } = props;
  const settings = withChange(props.settings, pending);
  const id = useId();
  const labelId = `${id}-label`;
  const helpId = `${id}-help`;
  const texts = SETTING_TEXTS[item.name];
  const canReset = !isDefault(item.name, settings) || problem !== null;

  async function apply(change: SettingsChange): Promise<void> {
    setPending(change);
    setProblem(await model.change(change));
    setPending({});
  }

  const control: Control = { settings, labelId, helpId, apply: (change) => void apply(change), refuse: setProblem };
  return (
    <div className={isWide(item) ? 'setting setting-wide' : 'setting'}>
      <div className="setting-name">
        <span id={labelId}>{texts.label}</span>
        <p id={helpId} className="hint">
          {texts.help}
        </p>
      </div>
      <div className="setting-control" data-first-focus={model.lastChanged.get() === item.name ? true : undefined}>
        <ControlOf key={resets} item={item} control={control} />
        <span className={canReset ? 'setting-reset' : 'setting-reset is-hidden'}>
          <IconButton
            icon="undo"
            label={fill(SETTINGS_WORDS.reset, { name: texts.label, value: defaultText(item) })}
            disabled={!canReset}
            onPress={() => {
              setResets(resets + 1);
              void apply(resetChange(item.name));
            }}
          />
        </span>
      </div>
      {problem === null ? null : <Problem text={problem} />}
    </div>
  );
}

/** Whether its text needs more room than a number. */
function isWide({ kind }: SettingItem): boolean {
  return kind !== 'toggle' && kind !== 'choice' && kind !== 'language' && kind !== 'number';
}

/** The settings with a change that names only what it changes. */
function withChange(settings: Settings, change: SettingsChange): Settings {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return { ...settings, ...Object.fromEntries(given) };
}

function ControlOf({ item, control }: { readonly item: SettingItem; readonly control: Control }): ReactNode {
  const { settings, labelId, helpId, apply } = control;
  const named = { 'aria-labelledby': labelId, 'aria-describedby': helpId };
  switch (item.kind) {
    case 'toggle':
      return (
        <input
          type="checkbox"
          className="switch"
          role="switch"
          {...named}
          checked={settings[item.name]}
          aria-checked={settings[item.name]}
          onChange={(event) => {
            apply({ [item.name]: event.target.checked });
          }}
        />
      );
    case 'choice':
      return (
        <Choice
          {...named}
          value={settings[item.name]}
          options={Object.entries(CHOICE_TEXTS[item.name])}
          onChoose={(value) => {
            apply({ [item.name]: value });
          }}
        />
      );
    case 'language':
      return (
        <Choice
          {...named}
          value={settings.language}
          options={[['system', SETTINGS_WORDS.systemLanguage], ...Object.entries(LANGUAGE_NAMES)]}
          onChoose={(value) => {
            apply({ language: LANGUAGE_SETTINGS.find((language) => language === value) });
          }}
        />
      );
    case 'folder':
      return (
        <>
          <TextControl item={item} control={control} />
          <ChooseFolderButton
            current={settings[item.name] ?? ''}
            onChosen={(folder) => {
              apply({ [item.name]: folder });
            }}
          />
        </>
      );
    case 'rules':
      return (
        <FolderRules
          rules={settings.folderRules}
          onChange={(folderRules) => {
            apply({ folderRules });
          }}
        />
      );
    case 'keys':
      return (
        <ShortcutSettings
          choices={settings.shortcuts}
          onChange={(shortcuts) => {
            apply({ shortcuts });
          }}
        />
      );
    case 'number':
    case 'address':
    case 'text':
    case 'lines':
    case 'speeds':
      return <TextControl item={item} control={control} />;
    default:
      return assertNever(item);
  }
}

function Choice(props: {
  readonly 'aria-labelledby': string;
  readonly 'aria-describedby': string;
  readonly value: string;
  /** Value and label of each. */
  readonly options: readonly (readonly [string, string])[];
  readonly onChoose: (value: string) => void;
}) {
  const { options, onChoose, ...named } = props;
  return (
    <select
      className="select"
      {...named}
      onChange={(event) => {
        onChoose(event.target.value);
      }}
    >
      {options.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
}

function placeholderOf({ kind }: SettingItem): string | undefined {
  if (kind === 'folder') return SETTINGS_WORDS.systemFolder;
  return kind === 'address' ? SETTINGS_WORDS.proxyExample : undefined;
}

/** A field whose text is taken when the user is done with it: half a number must not apply. */
function TextControl({ item, control }: { readonly item: TextItem; readonly control: Control }) {
  const present = fieldText(item, control.settings);
  const [draft, setDraft] = useState<string | null>(null);
  const [isWrong, setIsWrong] = useState(false);

  function take(): void {
    if (draft === null || draft === present) return;
    const read = readSettingText(item, draft);
    setIsWrong(!read.ok);
    if (read.ok) {
      setDraft(null);
      control.apply(read.change);
    } else {
      control.refuse(boundsText(item, read.line));
    }
  }

  // Closing the dialog is being done, too.
  const takeAtEnd = useEffectEvent(take);
  useEffect(
    () => () => {
      takeAtEnd();
    },
    [],
  );

  const field = {
    'aria-labelledby': control.labelId,
    'aria-describedby': control.helpId,
    'aria-invalid': isWrong,
    value: draft ?? present,
    spellCheck: false,
    autoComplete: 'off',
    onBlur: take,
  };
  if (item.kind === 'lines' || item.kind === 'speeds') {
    return (
      <textarea
        className="text-box"
        rows={2}
        wrap="off"
        {...field}
        onChange={(event) => {
          setDraft(event.target.value);
        }}
      />
    );
  }
  const input = (
    <input
      type="text"
      inputMode={item.kind === 'number' ? 'decimal' : undefined}
      dir={item.kind === 'address' ? 'ltr' : undefined}
      className="text-line"
      placeholder={placeholderOf(item)}
      {...field}
      onChange={(event) => {
        setDraft(event.target.value);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
      }}
    />
  );
  const unit = unitText(item, field.value);
  if (item.kind !== 'number') return input;
  return (
    <span className="number-field">
      {input}
      {unit === '' ? null : <span className="number-unit">{unit}</span>}
    </span>
  );
}
