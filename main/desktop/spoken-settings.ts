import { chooseLanguage, type Language } from '../../shared/language.ts';
import { loadLocale } from '../../shared/load-locale.ts';
import type { Settings } from '../../shared/settings.ts';
import { setLocale } from '../../shared/words.ts';
import type { SettingsSource } from './follow-settings.ts';

/**
 * The settings, told when the words are those of the chosen language: menus and the tray that are made anew then speak it.
 * @param preferred the system's languages, the most wanted first.
 */
export async function spokenSettings(
  source: SettingsSource,
  {
    preferred,
    inBackground,
  }: { readonly preferred: readonly string[]; readonly inBackground: (work: Promise<unknown>) => void },
): Promise<SettingsSource> {
  let spoken: Language | null = null;

  async function speak(language: Language): Promise<void> {
    spoken = language;
    const locale = await loadLocale(language);
    if (spoken === language) setLocale(locale, language);
  }

  const languageOf = ({ language }: Settings): Language => chooseLanguage(language, preferred);
  await speak(languageOf(source.settings()));
  return {
    settings: () => source.settings(),
    onSettings(listener) {
      source.onSettings((settings) => {
        const language = languageOf(settings);
        if (language === spoken) listener(settings);
        else inBackground(speak(language).then(() => listener(source.settings())));
      });
    },
  };
}
