import * as z from 'zod';
import { chooseLanguage, directionOf, formatLocale } from '../shared/language.ts';
import { loadLocale } from '../shared/load-locale.ts';
import { settingFields, type Settings } from '../shared/settings.ts';
import { setLocale } from '../shared/words.ts';
import { setFormats } from './format/window-formats.ts';
import { createObservable, type Readable } from './model/observable.ts';
import { setRowHeight } from './views/list-dom.ts';

/** The settings that say how a window looks and speaks. */
type Looks = Pick<Settings, 'language' | 'theme' | 'density' | 'systemAccent'>;

/** How the window looks and which language it speaks. The one writer of `<html>`'s attributes. */
export type Appearance = {
  /** Counts up when everything that is shown must be made anew: other words, or rows of another height. */
  readonly edition: Readable<number>;
  readonly apply: (looks: Looks) => Promise<void>;
};

/** Where the looks of the last time are kept, so that a window opens in them before the core has answered. */
const STORAGE_KEY = 'sluice.looks';

const ROW_HEIGHTS_PX: Readonly<Record<Settings['density'], number>> = { comfortable: 54, compact: 32 };

/** Puts on the looks of the last time; later ones follow by `apply`. */
export async function startAppearance(ports: {
  readonly root: HTMLElement;
  readonly storage: Storage;
  /** The browser's, the most wanted first. */
  readonly languages: readonly string[];
}): Promise<Appearance> {
  const { root, storage, languages } = ports;
  const edition = createObservable(0);
  let wanted: Looks | null = null;
  /** Whose words and rows are shown. Not what was wanted last: its words may still be on their way. */
  let worn: Looks | null = null;

  async function apply(looks: Looks): Promise<void> {
    wanted = looks;
    root.dataset['theme'] = looks.theme;
    root.dataset['accent'] = looks.systemAccent ? 'system' : 'own';
    if (worn?.language === looks.language && worn.density === looks.density) return;
    const language = chooseLanguage(looks.language, languages);
    const locale = await loadLocale(language);
    if (wanted !== looks) return; // Changed again while the words came.
    worn = looks;
    setLocale(locale, language);
    setFormats(formatLocale(looks.language, language, languages));
    setRowHeight(ROW_HEIGHTS_PX[looks.density]);
    root.lang = language;
    root.dir = directionOf(language);
    root.dataset['density'] = looks.density;
    edition.set(edition.get() + 1);
  }

  await apply(readLooks(storage));
  return {
    edition,
    async apply({ language, theme, density, systemAccent }) {
      const looks: Looks = { language, theme, density, systemAccent };
      storage.setItem(STORAGE_KEY, JSON.stringify(looks));
      await apply(looks);
    },
  };
}

const FIRST_LOOKS: Looks = { language: 'system', theme: 'system', density: 'comfortable', systemAccent: false };

/** What was kept; another Sluice may have written it, so each value is taken only if this one knows it. */
function readLooks(storage: Storage): Looks {
  const text = storage.getItem(STORAGE_KEY);
  if (text === null) return FIRST_LOOKS;
  try {
    const { language, theme, density, systemAccent } = settingFields();
    const parsed = z
      .object({
        language: language.default(FIRST_LOOKS.language),
        theme: theme.default(FIRST_LOOKS.theme),
        density: density.default(FIRST_LOOKS.density),
        systemAccent: systemAccent.default(FIRST_LOOKS.systemAccent),
      })
      .safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : FIRST_LOOKS;
  } catch (error) {
    if (error instanceof SyntaxError) return FIRST_LOOKS;
    throw error;
  }
}
