import { useState } from 'react';
import { CATEGORIES, type Category } from '../../shared/category.ts';
import type { FolderRule } from '../../shared/folder-rules.ts';
import { SETTINGS_WORDS } from '../../shared/words.ts';
import { IconButton } from '../components/button.tsx';
import { fill, words } from '../format/words.ts';
import { ChooseFolderButton } from './choose-folder-button.tsx';

/** The rules that say which files go into which folder, in their order. */
export function FolderRules(props: {
  readonly rules: readonly FolderRule[];
  readonly onChange: (rules: FolderRule[]) => void;
}) {
  const texts = SETTINGS_WORDS.rules;
  const { rules } = props;
  return (
    <div className="rules">
      {rules.length === 0 ? null : (
        <ul className="settings-list">
          {rules.map((rule, index) => (
            <li key={`${rule.category} ${rule.host} ${rule.folder}`}>
              <span className="list-main">{ruleText(rule)}</span>
              <span className="list-detail selectable">{rule.folder}</span>
              <IconButton
                icon="remove"
                label={fill(texts.remove, { rule: ruleText(rule) })}
                onPress={() => {
                  props.onChange(rules.filter((_, each) => each !== index));
                }}
              />
            </li>
          ))}
        </ul>
      )}
      <NewRule
        onAdd={(rule) => {
          props.onChange([...rules, rule]);
        }}
      />
    </div>
  );
}

function ruleText({ category, host }: FolderRule): string {
  const kind = category === null ? SETTINGS_WORDS.rules.anything : words.categories[category];
  return host === '' ? kind : fill(SETTINGS_WORDS.rules.fromHost, { kind, host });
}

function NewRule({ onAdd }: { readonly onAdd: (rule: FolderRule) => void }) {
  const texts = SETTINGS_WORDS.rules;
  const [category, setCategory] = useState<Category | null>('video');
  const [host, setHost] = useState('');
  const [folder, setFolder] = useState('');
  const isWhole = folder.trim() !== '' && (category !== null || host.trim() !== '');
  return (
    <div className="rule-new">
      <select
        className="select"
        aria-label={texts.kind}
        value={category ?? ''}
        onChange={(event) => {
          setCategory(CATEGORIES.find((each) => each === event.target.value) ?? null);
        }}
      >
        <option value="">{texts.anything}</option>
        {CATEGORIES.map((each) => (
          <option key={each} value={each}>
            {words.categories[each]}
          </option>
        ))}
      </select>
      <input
        type="text"
        className="text-line"
        aria-label={texts.host}
        placeholder={texts.anyHost}
        value={host}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setHost(event.target.value);
        }}
      />
      <input
        type="text"
        className="text-line rule-folder"
        aria-label={texts.folder}
        placeholder={texts.folder}
        value={folder}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setFolder(event.target.value);
        }}
      />
      <ChooseFolderButton current={folder} onChosen={setFolder} />
      <button
        type="button"
        className="button"
        disabled={!isWhole}
        onClick={() => {
          onAdd({ category, host: host.trim().toLowerCase(), folder: folder.trim() });
          setHost('');
          setFolder('');
        }}
      >
        {texts.add}
      </button>
    </div>
  );
}
