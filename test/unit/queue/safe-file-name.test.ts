import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import path from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { numberedName, safeFileName, splitName } from '../../../main/queue/safe-file-name.ts';
import { PART_SUFFIX } from '../../../shared/part-suffix.ts';

describe('safeFileName', () => {
  for (const [wish, name] of [
    ['report.pdf', 'report.pdf'],
    ['../../etc/passwd', '_.._etc_passwd'],
    ['..\\..\\boot.ini', '_.._boot.ini'],
    ['.bashrc', 'bashrc'],
    ['-rf', 'rf'],
    ['CON', '_CON'],
    ['com1.txt', '_com1.txt'],
    ['console.txt', 'console.txt'],
    ['a\u202Egpj.exe', 'agpj.exe'],
    ['tab\tand\nline', 'tab and line'],
    ['nul\u0000byte', 'nulbyte'],
    ['pay\u200bpal\u00ad.zip', 'paypal.zip'],
    ['a\u2066b\u2069\u061c.txt', 'ab.txt'],
    ['x\u{e0041}\u3164.txt', 'x.txt'],
    ['NUL.txt', '_NUL.txt'],
    ['COM¹', '_COM¹'],
    ['aux .tar.gz', '_aux .tar.gz'],
    ['CONIN$', '_CONIN$'],
    ['Desktop.ini', '_Desktop.ini'],
    ['--help', 'help'],
    ['.-. -x', 'x'],
    ['~', '~'],
    ['a.zip.sluice-part', 'a.zip.sluice-part_'],
    ['a.zip.sluice-info', 'a.zip.sluice-info_'],
    ['a.zip.Sluice-Info~', 'a.zip.Sluice-Info~_'],
    ['C:\\x', 'C__x'],
    ['file:///etc/passwd', 'file____etc_passwd'],
    ['trailing. . .', 'trailing'],
    ['', 'download'],
    ['...', 'download'],
    ['e\u0301.txt', 'é.txt'],
    ['日本語 ファイル.zip', '日本語 ファイル.zip'],
    ['what?<b>.html', 'what__b_.html'],
  ] as const) {
    test(`${JSON.stringify(wish)} becomes ${JSON.stringify(name)}`, () => assert.equal(safeFileName(wish), name));
  }

  test('any text becomes one name that fits every system, and the name of a name is itself', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.string({ unit: 'grapheme', maxLength: 400 }),
      fc
        .array(
          fc.constantFrom(
            '..',
            '/',
            '\\',
            ' ',
            '.',
            '-',
            'CON',
            '\u0000',
            '\u202E',
            '\uD800',
            'é',
            '💾',
            'a',
            '\t',
            'e\u0301',
            '👩‍👩‍👧',
            '\u0301',
            PART_SUFFIX,
          ),
          {
            maxLength: 300,
          },
        )
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(nasty, (wish) => {
        const name = safeFileName(wish);
        assert.equal(path.posix.basename(name), name);
        assert.equal(path.win32.basename(name), name);
        assert.notEqual(name, '');
        assert.doesNotMatch(name, /[\p{Cc}\u202a-\u202e\u2066-\u2069]|^[.\s-]|[.\s]$/u);
        assert.ok(name.isWellFormed());
        assert.ok(Buffer.byteLength(numberedName(name, 99_999) + PART_SUFFIX) <= 255 - 12);
        assert.equal(name, name.normalize('NFC'));
        assert.equal(safeFileName(name), name);
      }),
      { numRuns: 1000 },
    );
  });

  test('a long name keeps its extension', () => {
    const name = safeFileName(`${'é'.repeat(300)}.tar.gz`);
    assert.ok(name.endsWith('.tar.gz'));
    assert.ok(Buffer.byteLength(name) <= 223);
  });

  test('a long name is cut between characters as people see them', () => {
    const flag = '🇩🇪';
    const name = safeFileName(`${flag.repeat(60)}.mp4`);
    assert.equal(name, `${flag.repeat(27)}.mp4`);
    assert.ok(safeFileName(`a${'\u0323\u0301'.repeat(300)}.mp4`).endsWith('.mp4'));
  });
});

describe('numbered names', () => {
  test('the number stands before the extension', () => {
    assert.equal(numberedName('a.tar.gz', 0), 'a.tar.gz');
    assert.equal(numberedName('a.tar.gz', 1), 'a (1).tar.gz');
    assert.equal(numberedName('README', 12), 'README (12)');
  });

  test('a sentence with a dot has no extension', () => {
    assert.deepEqual(splitName('v1.2 and so on'), { stem: 'v1.2 and so on', extension: '' });
  });
});
