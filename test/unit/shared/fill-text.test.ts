import assert from 'node:assert/strict';
import { afterEach, describe, test } from 'node:test';
import { defaultText, unitText } from '../../../renderer/format/setting-text.ts';
import { SETTING_ITEMS } from '../../../renderer/model/setting-items.ts';
import { countText, fillText } from '../../../shared/fill-text.ts';
import type { Language } from '../../../shared/language.ts';
import { loadLocale } from '../../../shared/load-locale.ts';
import { ENGLISH } from '../../../shared/locales/en/locale.ts';
import { relocationText } from '../../../shared/relocation-text.ts';
import { timelineText } from '../../../shared/timeline-text.ts';
import { DESKTOP_WORDS, setLocale } from '../../../shared/words.ts';

async function speak(language: Language): Promise<void> {
  setLocale(await loadLocale(language), language);
}

const bytes = (count: number): string => `${count} B`;

describe('texts with values in them', () => {
  afterEach(() => {
    setLocale(ENGLISH, 'en');
  });

  test('a value is put in as it is, and a mark without one stays', () => {
    assert.equal(fillText('{name} costs {price}; {name}', { name: '$& $1' }), '$& $1 costs {price}; $& $1');
  });

  test('a value is isolated where both directions may meet, and only there', async () => {
    assert.equal(fillText('Remove {name}?', { name: 'a.zip' }), 'Remove a.zip?');
    assert.equal(fillText('Remove {name}?', { name: 'ملف.zip' }), 'Remove \u2068ملف.zip\u2069?');
    await speak('ar');
    assert.equal(fillText('إزالة {name}؟', { name: 'a.zip' }), 'إزالة \u2068a.zip\u2069؟');
    // A first-strong isolate does not look into those inside it: a sentence of values alone would be laid out as English.
    const inner = fillText('{a}، {b}', { a: 'فشل', b: 'x' });
    assert.equal(fillText('{inner} ({x})', { inner, x: '1' }), `\u2067${inner}\u2069 (\u20681\u2069)`);
  });

  test('in an Arabic sentence a folder keeps its parts in their order', async () => {
    await speak('ar');
    const relocation = { kind: 'failed', directory: '/films/b', name: null, problem: 'full' } as const;
    const text = relocationText({ relocation, directory: '/films', state: { kind: 'completed', atMs: 0 } }, '');
    assert.ok(text?.includes('\u2068/films/b\u2069'), text ?? '');
  });

  test('what the desktop counts has the plural forms of its language', async () => {
    await speak('ru');
    assert.deepEqual(
      [1, 2, 5, 21].map((count) => countText(DESKTOP_WORDS.manyFinished, count)),
      ['Завершена 1 загрузка', 'Завершены 2 загрузки', 'Завершено 5 загрузок', 'Завершена 21 загрузка'],
    );
    await speak('en');
    assert.deepEqual(
      [1, 2].map((count) => countText(DESKTOP_WORDS.linksCopied, count)),
      ['Link copied', '2 links copied'],
    );
  });

  test('the unit beside a field agrees with the number in it', async () => {
    const item = SETTING_ITEMS.retries.find(({ name }) => name === 'maxAttempts');
    assert.ok(item?.kind === 'number');
    assert.deepEqual(
      ['1', '3', '', 'x'].map((text) => unitText(item, text)),
      ['failure', 'failures', 'failures', 'failures'],
    );
    assert.match(defaultText(item), /^\d+ failures$/u);
    await speak('pl');
    assert.deepEqual(
      ['1', '3'].map((text) => unitText(item, text)),
      ['błędzie', 'błędach'],
    );
  });

  test('a line of the timeline is joined as its language joins', async () => {
    const state = {
      atMs: 0,
      kind: 'state',
      state: 'failed',
      code: 'disk.full',
      detail: 'ENOSPC',
      durableBytes: 5,
    } as const;
    await speak('ja');
    const { ERROR_WORDS, STATE_WORDS } = await loadLocale('ja');
    assert.equal(
      timelineText(state, bytes),
      `${STATE_WORDS.failed}、ディスクに 5 B。${ERROR_WORDS['disk.full'].what}（ENOSPC）`,
    );
    await speak('ar');
    assert.match(timelineText(state, bytes), /\u2068ENOSPC\u2069/u);
  });
});
