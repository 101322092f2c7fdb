import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { fill, plural } from '../../../renderer/format/words.ts';
import { setFormats } from '../../../renderer/format/window-formats.ts';
import { categoryOf } from '../../../shared/category.ts';
import { failedWords } from '../../../shared/failed-words.ts';
import { chooseLanguage, directionOf, formatLocale, LANGUAGES } from '../../../shared/language.ts';
import { loadLocale } from '../../../shared/load-locale.ts';
import { ENGLISH } from '../../../shared/locales/en/locale.ts';
import { ERROR_WORDS, setLocale, WINDOW_WORDS, type Locale } from '../../../shared/words.ts';

describe('the language in use', () => {
  afterEach(() => {
    setLocale(ENGLISH, 'en');
    setFormats(undefined);
  });

  test('another locale is said by everyone who imported the words', () => {
    const shouting: Locale = {
      ...ENGLISH,
      ERROR_WORDS: { ...ENGLISH.ERROR_WORDS, 'disk.full': { what: 'VOLL.', todo: 'AUFRÄUMEN.' } },
      GAVE_UP_WORDS: { ...ENGLISH.GAVE_UP_WORDS, gaveUp: 'AUFGEGEBEN.' },
    };
    setLocale(shouting, 'en');
    assert.equal(ERROR_WORDS['disk.full'].what, 'VOLL.');
    assert.equal(failedWords('network.reset').todo, 'AUFGEGEBEN.');
    setLocale(ENGLISH, 'en');
    assert.equal(ERROR_WORDS['disk.full'].what, 'The disk is full.');
  });

  test('a language has the plural forms of its own', () => {
    setLocale(ENGLISH, 'pl');
    setFormats('pl');
    const forms = { one: '{count} plik', few: '{count} pliki', many: '{count} plików', other: '{count} pliku' };
    assert.deepEqual(
      [1, 3, 5].map((count) => plural(forms, count)),
      ['1 plik', '3 pliki', '5 plików'],
    );
    // A form that was not written falls back to the one that every language has.
    assert.equal(plural({ other: '{count} {what}' }, 3, { what: 'pliki' }), '3 pliki');
    assert.equal(fill(WINDOW_WORDS.appName, {}), 'Sluice');
  });

  test('every language can be loaded and has a direction', async () => {
    for (const language of LANGUAGES) {
      assert.equal(typeof (await loadLocale(language)).WINDOW_WORDS.appName, 'string');
      assert.match(directionOf(language), /^(?:ltr|rtl)$/u);
    }
    assert.deepEqual(['ar', 'he', 'fa', 'de', 'zh-CN'].map(directionOf), ['rtl', 'rtl', 'rtl', 'ltr', 'ltr']);
  });

  test('the system’s language is used when Sluice speaks it, English when it speaks none of them', () => {
    assert.equal(chooseLanguage('system', ['xx', 'en-GB']), 'en');
    assert.equal(chooseLanguage('system', ['xx']), 'en');
    assert.equal(chooseLanguage('system', []), 'en');
    assert.equal(chooseLanguage('en', ['de']), 'en');
    assert.deepEqual(
      ['de-AT', 'fr-CA', 'es-MX', 'pt-PT', 'pt'].map((tag) => chooseLanguage('system', [tag, 'en'])),
      ['de', 'fr', 'es', 'pt-BR', 'pt-BR'],
    );
  });

  test('numbers are written as in the reader’s region', () => {
    assert.equal(formatLocale('system', 'en', ['de-AT']), undefined);
    assert.equal(formatLocale('en', 'en', ['de-AT', 'en-GB']), 'en-GB');
    assert.equal(formatLocale('en', 'en', ['de-AT']), 'en');
  });
});

describe('categories', () => {
  test('the end of the name decides, whatever its case', () => {
    assert.equal(categoryOf('Film.MKV', 'application/octet-stream'), 'video');
    assert.equal(categoryOf('sources.tar.xz', null), 'archives');
    assert.equal(categoryOf('setup.exe', null), 'programs');
    assert.equal(categoryOf('paper.pdf', 'text/html'), 'documents');
  });

  test('a name that says nothing is judged by the content type', () => {
    assert.equal(categoryOf('download', 'video/mp4'), 'video');
    assert.equal(categoryOf('download', 'Image/PNG; x=1'), 'images');
    assert.equal(categoryOf('download', 'application/pdf'), 'documents');
    assert.equal(categoryOf('download', 'application/zip'), 'archives');
    assert.equal(categoryOf('.mp4', null), 'other');
    assert.equal(categoryOf('file.', null), 'other');
    assert.equal(categoryOf('file.unheard', 'application/octet-stream'), 'other');
  });
});
