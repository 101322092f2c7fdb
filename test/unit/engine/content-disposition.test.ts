import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import * as fc from 'fast-check';
import { dispositionName } from '../../../main/engine/content-disposition.ts';
import { TC2231 } from '../../support/tc2231.ts';

/** A header's UTF-8 bytes as Node gives them. */
const raw = (text: string): string => Buffer.from(text).toString('latin1');

describe('the tc2231 collection', () => {
  for (const [code, [header, name]] of Object.entries(TC2231)) {
    test(`${code}: ${header}`, () => assert.equal(dispositionName(header), name));
  }
});

const CASES: Readonly<Record<string, readonly [header: string, name: string | null]>> = {
  'words of one charset that were cut within a character': [
    'attachment; filename="=?UTF-8?B?w6Rf4g==?= =?UTF-8?Q?=82=AC.txt?="',
    'ä_€.txt',
  ],
  'words between other text': ['attachment; filename="a =?UTF-8?B?w6Q=?= b.txt"', 'a ä b.txt'],
  'words in an Asian charset': ['attachment; filename="=?gbk?B?1tDOxC50eHQ=?="', '中文.txt'],
  'words with a language': ['attachment; filename="=?UTF-8*de?Q?=C3=A4?="', 'ä'],
  'words of an unknown charset as they stand': ['attachment; filename="=?nope?Q?a.txt?="', '=?nope?Q?a.txt?='],
  'windows-1252 bytes': ['attachment; filename="\u0080.txt"', '€.txt'],
  'raw Chinese in UTF-8': [raw('attachment; filename="中文 名.txt"'), '中文 名.txt'],
  'raw UTF-8 beside an extended name': [raw(`attachment; filename="ä.txt"; filename*=UTF-8''b.txt`), 'b.txt'],
  'percent-escapes that are not UTF-8 as they stand': ['attachment; filename="foo-%E4.html"', 'foo-%E4.html'],
  'a plus as a plus': ['attachment; filename="a+b%20c.txt"', 'a+b c.txt'],
  'an extended name in another charset': [`attachment; filename*=Shift_JIS''%93%FA%96%7B.txt`, '日本.txt'],
  'an extended name of an unknown charset': [`attachment; filename*=nope''a%20b.txt`, 'a b.txt'],
  'the plain name behind an empty extended one': [`attachment; filename*=UTF-8''; filename="a.txt"`, 'a.txt'],
  'the plain name behind a spoilt extended one': [`attachment; filename*=UTF-8''%E4; filename="a.txt"`, 'a.txt'],
  'the plain name behind a bad escape': [`attachment; filename*=UTF-8''f%oo; filename=bar`, 'bar'],
  'an extended name before continuations': [`attachment; filename*0=no; filename*=UTF-8''yes`, 'yes'],
  'continuations before a plain name': ['attachment; filename=basic; filename*0=foo; filename*1=bar', 'foobar'],
  'a plain name before a series without beginning': ['attachment; filename=basic; filename*1=bar', 'basic'],
  'mixed pieces': ['attachment; filename*0="0"; filename*1=1; filename*2*=%32', '012'],
  'twelve pieces': [
    `attachment; ${Array.from({ length: 12 }, (_, index) => `filename*${index}=${index.toString(16)}`).join('; ')}`,
    '0123456789ab',
  ],
  'the same field twice': ['attachment; filename="a, b.txt", attachment; filename="a, b.txt"', 'a, b.txt'],
  'the same unquoted field twice': ['attachment; filename=a.txt, attachment; filename=a.txt', 'a.txt'],
  'nothing from two fields that differ': ['attachment; filename="a.txt", inline; filename="b.txt"', null],
  'a Windows path': [String.raw`attachment; filename="C:\\Users\\me\\foo.html"`, 'foo.html'],
  'a way out of the folder': ['attachment; filename="../../etc/passwd"', 'passwd'],
  'a way out in an encoding': ['attachment; filename="..%2f..%2fpasswd"', 'passwd'],
  'nothing from an empty name': ['attachment; filename=""', null],
  'nothing from a path without a name': ['attachment; filename="/"', null],
  'nothing from an empty header': ['', null],
  'a name behind a tab': ['attachment;\tfilename="a.txt"', 'a.txt'],
};

describe('Content-Disposition as servers send it', () => {
  for (const [what, [header, name]] of Object.entries(CASES)) {
    test(`reads ${what}`, () => assert.equal(dispositionName(header), name));
  }
  test('reads no header', () => assert.equal(dispositionName(undefined), null));

  test('never throws, never gives a path, and takes no time', () => {
    const piece = fc.constantFrom(
      'attachment', 'inline', ';', ',', '=', '"', '\\', 'filename', 'filename*', '*0', '*0*', `UTF-8''`, '%', '%C3%A4',
      '=?', '?=', 'UTF-8?Q?a', ' ', '\t', '\u00c3', '\u00a4', '/', '..', 'a.txt',
    ); // prettier-ignore
    const header = fc.oneof(
      fc.array(piece, { maxLength: 60 }).map((pieces) => pieces.join('')),
      fc.string(),
    );
    fc.assert(
      fc.property(header, (text) => {
        const name = dispositionName(text);
        assert.ok(name === null || (name !== '' && !/[/\\]/u.test(name)));
      }),
      { numRuns: 2000 },
    );
    for (const hostile of [
      '"'.repeat(60_000),
      ','.repeat(60_000),
      '=?a?q?'.repeat(10_000),
      'filename="\\'.repeat(6000),
    ]) {
      dispositionName(`attachment; ${hostile}`);
      dispositionName(hostile);
    }
  });
});
