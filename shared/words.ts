import { directionOf, type Language } from './language.ts';
import { ENGLISH } from './locales/en/locale.ts';

/** A text that depends on a number. `{count}` stands for it; the forms are those of `Intl.PluralRules` (Unicode CLDR). */
export type PluralForms = Readonly<{ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>>;

/** The shape of a text, or of a group of them, in any language: the same keys, with plural forms of its own. */
export type Translated<Value> = Value extends string
  ? string
  : Value extends { readonly one: string; readonly other: string }
    ? PluralForms
    : { readonly [Key in keyof Value]: Translated<Value[Key]> };

/** All texts in one language. One that lacks a key does not compile. */
export type Locale = Translated<typeof ENGLISH>;

const atStart: Locale = ENGLISH;

/*
 * The texts in the language in use. They are `let`, so that those who import them see the new ones after `setLocale`
 * (ES modules import bindings, not values). Who keeps one in a constant of its own at the top of a file keeps the old language.
 */
export let COMMON_ANSWER_WORDS = atStart.COMMON_ANSWER_WORDS;
export let SPECIAL_ANSWER_WORDS = atStart.SPECIAL_ANSWER_WORDS;
export let QUESTION_WORDS = atStart.QUESTION_WORDS;
export let DESKTOP_WORDS = atStart.DESKTOP_WORDS;
export let DETAILS_WORDS = atStart.DETAILS_WORDS;
export let DROP_TARGET_WORDS = atStart.DROP_TARGET_WORDS;
export let SETTING_TEXTS = atStart.SETTING_TEXTS;
export let CHOICE_TEXTS = atStart.CHOICE_TEXTS;
export let HOST_FACT_WORDS = atStart.HOST_FACT_WORDS;
export let SKIP_WORDS = atStart.SKIP_WORDS;
export let PLACE_WORDS = atStart.PLACE_WORDS;
export let SETTINGS_WORDS = atStart.SETTINGS_WORDS;
export let NOTE_WORDS = atStart.NOTE_WORDS;
export let TIMELINE_WORDS = atStart.TIMELINE_WORDS;
export let ERROR_WORDS = atStart.ERROR_WORDS;
export let GAVE_UP_WORDS = atStart.GAVE_UP_WORDS;
export let CALL_ERROR_WORDS = atStart.CALL_ERROR_WORDS;
export let NOTICE_WORDS = atStart.NOTICE_WORDS;
export let UPDATE_WORDS = atStart.UPDATE_WORDS;
export let WAIT_WORDS = atStart.WAIT_WORDS;
export let STATE_WORDS = atStart.STATE_WORDS;
export let WINDOW_WORDS = atStart.WINDOW_WORDS;

/** Which form a text has beside a number, in the language in use. */
export let pluralRules = new Intl.PluralRules('en');
/** Which way the language in use is written. */
export let direction: 'ltr' | 'rtl' = 'ltr';

/** Says everything in another language from now on. Who shows words shows them again. */
export function setLocale(locale: Locale, language: Language): void {
  pluralRules = new Intl.PluralRules(language);
  direction = directionOf(language);
  ({
    COMMON_ANSWER_WORDS,
    SPECIAL_ANSWER_WORDS,
    QUESTION_WORDS,
    DESKTOP_WORDS,
    DETAILS_WORDS,
    DROP_TARGET_WORDS,
    SETTING_TEXTS,
    CHOICE_TEXTS,
    HOST_FACT_WORDS,
    SKIP_WORDS,
    PLACE_WORDS,
    SETTINGS_WORDS,
    NOTE_WORDS,
    TIMELINE_WORDS,
    ERROR_WORDS,
    GAVE_UP_WORDS,
    CALL_ERROR_WORDS,
    NOTICE_WORDS,
    UPDATE_WORDS,
    WAIT_WORDS,
    STATE_WORDS,
    WINDOW_WORDS,
  } = locale);
}
