import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { keyText } from '../../../renderer/format/key-names.ts';
import { loadLocale } from '../../../shared/load-locale.ts';
import { ENGLISH } from '../../../shared/locales/en/locale.ts';
import { setLocale } from '../../../shared/words.ts';

describe('names of keys', () => {
  afterEach(() => {
    setLocale(ENGLISH, 'en');
  });

  test('a key and its modifiers have the names of the keyboards of the language', async () => {
    const keys = ['Mod+F', 'Shift+ArrowUp', 'Mod+Enter', 'Space', '?'];
    assert.deepEqual(keys.map(keyText), ['Ctrl+F', 'Shift+↑', 'Ctrl+Enter', 'Space', '?']);
    setLocale(await loadLocale('de'), 'de');
    assert.deepEqual(keys.map(keyText), ['Strg+F', 'Umschalt+↑', 'Strg+Eingabe', 'Leertaste', '?']);
  });

  test('a plus sign is a key like others', () => {
    assert.equal(keyText('Mod++'), 'Ctrl++');
  });
});
