import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, test } from 'node:test';
import { LANGUAGES, type Language } from '../../../shared/language.ts';
import { loadLocale } from '../../../shared/load-locale.ts';
import { ENGLISH } from '../../../shared/locales/en/locale.ts';
import { unusedTexts } from '../../support/unused-texts.ts';

/** Where a text stands, such as `WINDOW_WORDS/add/found`, and its forms: one, named `''`, or those of a number. */
type Texts = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** Texts of more than three words that are the same in another language on purpose. */
const SAME_AS_ENGLISH: ReadonlySet<string> = new Set(['TIMELINE_WORDS/request']);

const PLURAL_FORMS: ReadonlySet<string> = new Set(['zero', 'one', 'two', 'few', 'many', 'other']);
const REPOSITORY = path.resolve(import.meta.dirname, '../../..');

describe('the words of each language', () => {
  const english = textsOf(ENGLISH);

  for (const language of LANGUAGES) {
    test(`${language} has every text of English and no other`, async () => {
      assert.deepEqual([...(await load(language)).keys()].toSorted(), [...english.keys()].toSorted());
    });

    test(`${language} has exactly the plural forms of the language`, async () => {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
      for (const [where, text] of await load(language)) {
        assert.deepEqual([...text.keys()].toSorted(), isPlural(english.get(where)) ? forms : [''], where);
      }
    });

    test(`${language} never ends an ellipsis with a full stop`, async () => {
      for (const [where, text] of await load(language)) {
        for (const words of text.values()) assert.doesNotMatch(words, /…\u200E?[.。]/u, where);
      }
    });

    test(`${language} has the placeholders of English in each text`, async () => {
      for (const [where, text] of await load(language)) {
        const wanted = placeholders([...(english.get(where)?.values() ?? [])].join(' '));
        for (const [form, words] of text) {
          const mayLeaveOutCount = form !== '' && saysItsNumber(language, form);
          const has = placeholders(words);
          if (mayLeaveOutCount && wanted.has('{count}')) has.add('{count}');
          assert.deepEqual([...has].toSorted(), [...wanted].toSorted(), `${where} ${form}: ${words}`);
        }
      }
    });

    test(`${language} leaves no text empty or in English`, async () => {
      for (const [where, text] of await load(language)) {
        for (const [form, words] of text) {
          assert.notEqual(words.trim(), '', where);
          if (language === 'en' || SAME_AS_ENGLISH.has(where) || words.split(/\s+/u).length <= 3) continue;
          assert.notEqual(words, english.get(where)?.get(form), where);
        }
      }
    });
  }

  test('no text is left that nothing says', async () => {
    assert.deepEqual(unusedTexts([...english.keys()], await readSources()), []);
  });

  test('a text that nothing says is found', () => {
    const sources = [
      'const texts = WORDS.dialog; show(texts.title, WORDS.errors[code]);',
      'const { body } = WORDS.sheet;',
    ];
    const texts = ['dialog/title', 'dialog/body', 'errors/gone', 'sheet/body', 'sheet/title'].map(
      (at) => `WORDS/${at}`,
    );
    assert.deepEqual(unusedTexts(texts, sources), ['WORDS/dialog/body', 'WORDS/sheet/title']);
  });
});

async function load(language: Language): Promise<Texts> {
  return textsOf(await loadLocale(language));
}

function textsOf(words: object): Texts {
  const found = new Map<string, ReadonlyMap<string, string>>();
  const visit = (value: unknown, where: string): void => {
    if (typeof value === 'string') found.set(where, new Map([['', value]]));
    else if (isRecord(value) && isForms(value)) {
      found.set(where, new Map(Object.entries(value)));
    } else if (isRecord(value)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, where === '' ? key : `${where}/${key}`);
    }
  };
  visit(words, '');
  return found;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function isForms(value: Readonly<Record<string, unknown>>): value is Readonly<Record<string, string>> {
  return (
    'other' in value && Object.entries(value).every(([key, text]) => PLURAL_FORMS.has(key) && typeof text === 'string')
  );
}

function isPlural(text: ReadonlyMap<string, string> | undefined): boolean {
  return text?.has('other') === true;
}

function placeholders(words: string): Set<string> {
  return new Set(words.match(/\{\w+\}/gu));
}

/** Whether a form is of one number only (or of none and one), so that its words may say the number themselves. */
function saysItsNumber(language: Language, form: string): boolean {
  const rules = new Intl.PluralRules(language);
  const numbers = Array.from({ length: 200 }, (_, number) => number).filter((number) => rules.select(number) === form);
  return numbers.length === 1 || (numbers.length > 0 && numbers.every((number) => number <= 1));
}

/** What may say a text: all sources but the words themselves. */
async function readSources(): Promise<readonly string[]> {
  const files = await Promise.all(
    ['main', 'renderer', 'shared'].map(async (folder) => {
      const entries = await readdir(path.join(REPOSITORY, folder), { recursive: true });
      return entries.map((entry) => path.join(folder, entry));
    }),
  );
  const sources = files
    .flat()
    .filter((file) => /\.tsx?$/u.test(file))
    .filter((file) => !file.startsWith(path.join('shared', 'locales')) && file !== path.join('shared', 'words.ts'));
  assert.ok(sources.length > 100);
  return Promise.all(sources.map((file) => readFile(path.join(REPOSITORY, file), 'utf8')));
}
