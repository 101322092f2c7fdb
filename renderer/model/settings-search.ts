import { CHOICE_TEXTS, SETTING_TEXTS, SETTINGS_WORDS } from '../../shared/words.ts';
import { SETTING_ITEMS, type SettingItem } from './setting-items.ts';
import { SETTINGS_SECTIONS, type SettingsSection } from './settings-model.ts';

/** Settings of one section that fit a search. Without items the section itself fits. */
export type FoundSettings = { readonly section: SettingsSection; readonly items: readonly SettingItem[] };

/** The settings that have all words of a search in their name, their help or their choices, or stand in a section that has. */
export function searchSettings(query: string): readonly FoundSettings[] {
  const needles = query
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word !== '');
  if (needles.length === 0) return [];
  return SETTINGS_SECTIONS.flatMap((section) => {
    const sectionText = SETTINGS_WORDS.section[section].toLowerCase();
    const items = SETTING_ITEMS[section].filter((item) => fits(`${sectionText} ${textOf(item)}`, needles));
    const isSectionMeant = fits(sectionText, needles);
    return items.length > 0 || isSectionMeant ? [{ section, items }] : [];
  });
}

function fits(text: string, needles: readonly string[]): boolean {
  return needles.every((needle) => text.includes(needle));
}

function textOf(item: SettingItem): string {
  const { label, help } = SETTING_TEXTS[item.name];
  const choices = item.kind === 'choice' ? Object.values(CHOICE_TEXTS[item.name]) : [];
  return [label, help, ...choices].join(' ').toLowerCase();
}
