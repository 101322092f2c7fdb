/**
 * The languages that Sluice speaks, each by its BCP 47 tag. To add one: a tag and its own name here, and its words in
 * `load-locale.ts`, without which nothing compiles.
 */
export const LANGUAGES = ['en', 'ar', 'de', 'es', 'fr', 'it', 'ja', 'pl', 'pt-BR', 'ru', 'tr', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What may be chosen: a language, or the first of the system's that Sluice speaks. */
export const LANGUAGE_SETTINGS = ['system', ...LANGUAGES] as const;
export type LanguageSetting = (typeof LANGUAGE_SETTINGS)[number];

/** Each language by its own name: who looks for theirs may not read another one. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = {
  en: 'English',
  de: 'Deutsch',
  fr: 'Français',
  es: 'Español',
  it: 'Italiano',
  pl: 'Polski',
  'pt-BR': 'Português (Brasil)',
  ru: 'Русский',
  tr: 'Türkçe',
  'zh-CN': '简体中文',
  ja: '日本語',
  ar: 'العربية',
};

/**
 * The language to speak.
 * @param preferred BCP 47 tags as the system or the browser lists them, the most wanted first.
 */
export function chooseLanguage(setting: LanguageSetting, preferred: readonly string[]): Language {
  if (setting !== 'system') return setting;
  for (const tag of preferred) {
    const found = bestMatch(tag);
    if (found !== undefined) return found;
  }
  return 'en';
}

/** The same language, and the same script or region where there is a choice. */
function bestMatch(tag: string): Language | undefined {
  const wanted = new Intl.Locale(tag).maximize();
  const speaking = LANGUAGES.filter((language) => new Intl.Locale(language).language === wanted.language);
  return (
    speaking.find((language) => new Intl.Locale(language).maximize().region === wanted.region) ??
    speaking.find((language) => new Intl.Locale(language).maximize().script === wanted.script)
  );
}

/**
 * The locale for numbers and dates: of the reader's own region where that speaks the language, else the language's.
 * `undefined` stands for the system's own.
 */
export function formatLocale(
  setting: LanguageSetting,
  language: Language,
  preferred: readonly string[],
): string | undefined {
  if (setting === 'system') return undefined;
  return preferred.find((tag) => new Intl.Locale(tag).language === new Intl.Locale(language).language) ?? language;
}

const RIGHT_TO_LEFT_SCRIPTS: ReadonlySet<string | undefined> = new Set(['Arab', 'Hebr', 'Syrc', 'Thaa']);

/** Which way a language is written. */
export function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT_SCRIPTS.has(new Intl.Locale(language).maximize().script) ? 'rtl' : 'ltr';
}
