import type { Language } from './language.ts';
import { ENGLISH } from './locales/en/locale.ts';
import type { Locale } from './words.ts';

/** The words of each language; those of the others are fetched when they are needed. */
const LOADERS: Readonly<Record<Language, () => Promise<Locale>>> = {
  en: () => Promise.resolve(ENGLISH),
  de: async () => (await import('./locales/de/locale.ts')).GERMAN,
  fr: async () => (await import('./locales/fr/locale.ts')).FRENCH,
  es: async () => (await import('./locales/es/locale.ts')).SPANISH,
  it: async () => (await import('./locales/it/locale.ts')).ITALIAN,
  pl: async () => (await import('./locales/pl/locale.ts')).POLISH,
  'pt-BR': async () => (await import('./locales/pt-BR/locale.ts')).BRAZILIAN_PORTUGUESE,
  ru: async () => (await import('./locales/ru/locale.ts')).RUSSIAN,
  tr: async () => (await import('./locales/tr/locale.ts')).TURKISH,
  'zh-CN': async () => (await import('./locales/zh-CN/locale.ts')).CHINESE,
  ja: async () => (await import('./locales/ja/locale.ts')).JAPANESE,
  ar: async () => (await import('./locales/ar/locale.ts')).ARABIC,
};

/** The words of a language. */
export function loadLocale(language: Language): Promise<Locale> {
  return LOADERS[language]();
}
