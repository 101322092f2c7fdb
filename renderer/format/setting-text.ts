import { assertNever } from '../../shared/assert-never.ts';
import { pluralForm } from '../../shared/fill-text.ts';
import { CHOICE_TEXTS, SETTINGS_WORDS } from '../../shared/words.ts';
import { DEFAULT_SETTINGS, type Settings } from '../../shared/settings.ts';
import {
  hostLimitsToText,
  numberBounds,
  numberToText,
  type SettingItem,
  type TextItem,
} from '../model/setting-items.ts';
import { formats } from './window-formats.ts';
import { fill } from './words.ts';

/** Not one, not few, in any language. */
const UNKNOWN_NUMBER = 100;

/** The text that stands in a setting's field. */
export function fieldText(item: TextItem, settings: Settings): string {
  switch (item.kind) {
    case 'number':
      return numberToText(item, settings[item.name]);
    case 'folder':
    case 'address':
    case 'text':
      return settings[item.name] ?? '';
    case 'lines':
      return settings[item.name].join('\n');
    case 'speeds':
      return hostLimitsToText(settings[item.name]);
    default:
      return assertNever(item);
  }
}

/**
 * What stands behind a setting's field; empty when the number speaks for itself.
 * @param text what stands in the field, which the unit agrees with.
 */
export function unitText(item: TextItem, text: string): string {
  if (item.kind !== 'number') return '';
  switch (item.unit) {
    case 'none':
      return '';
    case 'seconds':
    case 'megabytes':
      return SETTINGS_WORDS[item.unit];
    case 'times':
    case 'days':
      // Of what is no number the form of many is the least wrong.
      return pluralForm(SETTINGS_WORDS[item.unit], /^\d+$/u.test(text.trim()) ? Number(text) : UNKNOWN_NUMBER);
    default:
      return assertNever(item.unit);
  }
}

/**
 * What may be written, when something else was.
 * @param line of several lines the first that is at fault.
 */
export function boundsText(item: TextItem, line: string | null): string {
  if (line !== null) return fill(SETTINGS_WORDS.wrongLine, { line });
  if (item.kind === 'address') return SETTINGS_WORDS.wrongProxy;
  if (item.kind !== 'number') return SETTINGS_WORDS.wrong;
  const { least, most } = numberBounds(item);
  return most === null
    ? SETTINGS_WORDS.wrongNumber
    : fill(SETTINGS_WORDS.outOfBounds, { least: formats.count(least), most: formats.count(most) });
}

/** A setting's default in words, for the button that goes back to it. */
export function defaultText(item: SettingItem): string {
  switch (item.kind) {
    case 'toggle':
      return DEFAULT_SETTINGS[item.name] ? SETTINGS_WORDS.on : SETTINGS_WORDS.off;
    case 'choice': {
      // A default is one of the choices.
      const texts: Readonly<Record<string, string>> = CHOICE_TEXTS[item.name];
      return texts[DEFAULT_SETTINGS[item.name]] ?? '';
    }
    case 'language':
      return SETTINGS_WORDS.systemLanguage;
    case 'folder':
      return SETTINGS_WORDS.systemFolder;
    case 'number': {
      const text = numberToText(item, DEFAULT_SETTINGS[item.name]);
      return `${text} ${unitText(item, text)}`.trim();
    }
    case 'address':
    case 'text':
    case 'rules':
    case 'lines':
    case 'speeds':
      return SETTINGS_WORDS.nothing;
    case 'keys':
      return SETTINGS_WORDS.defaultKeys;
    default:
      return assertNever(item);
  }
}
