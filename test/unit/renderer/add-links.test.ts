import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runAtOnce } from '../../../shared/steps.ts';
import { createAddDraftStore } from '../../../renderer/model/add-draft.ts';
import { readTransfer, type DroppedFile } from '../../../renderer/model/dropped-content.ts';
import { NO_OPTIONS, readAddOptions, toNewDownload } from '../../../renderer/model/add-options.ts';
import { splitLines } from '../../../shared/text-lines.ts';
import { scanLinks, type LinkScan, type ScanInput } from '../../../renderer/model/link-scan.ts';
import { decodeTextFile, MAX_EDITABLE_CHARACTERS, MAX_TEXT_FILE_BYTES } from '../../../renderer/model/text-file.ts';

function file(name: string, content: string | Uint8Array<ArrayBuffer>, size?: number): DroppedFile {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  return { name, size: size ?? bytes.length, arrayBuffer: async () => bytes.slice().buffer };
}

const NOTHING = { uriList: '', text: '', html: { anchors: [], images: [], names: [] }, download: '', files: [] };

describe('what is dropped', () => {
  test('a dragged link is its address', async () => {
    const data = { ...NOTHING, uriList: 'https://example.org/a.zip', text: 'A nice file' };
    assert.deepEqual(await readTransfer(data), {
      texts: [{ name: null, text: 'https://example.org/a.zip' }],
      refused: [],
      names: new Map(),
    });
  });

  test('a link keeps the name that the page or the browser gave it', async () => {
    const link = 'https://example.org/get?id=7';
    const named = { address: link, name: 'minutes.pdf' };
    const fromPage = await readTransfer({
      ...NOTHING,
      text: 'Minutes',
      html: { anchors: [link], images: [], names: [named] },
    });
    assert.deepEqual(fromPage.names, new Map([[link, 'minutes.pdf']]));
    const offered = await readTransfer({ ...NOTHING, uriList: link, download: `application/pdf:m.pdf:${link}` });
    assert.deepEqual(offered.names, new Map([[link, 'm.pdf']]));
    const picture = await readTransfer({ ...NOTHING, uriList: link, files: [file('cat.png', '')] });
    assert.deepEqual(picture.names, new Map([[link, 'cat.png']]));
  });

  test('a dragged picture is its address, not the copy of it that comes along', async () => {
    const copy = file('cat.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0]));
    const read = await readTransfer({ ...NOTHING, uriList: 'https://example.org/cat.png', files: [copy] });
    assert.deepEqual(read.refused, []);
    assert.equal(read.texts[0]?.text, 'https://example.org/cat.png');
  });

  test('files from a file manager are read, although their addresses come along', async () => {
    const read = await readTransfer({
      ...NOTHING,
      uriList: 'file:///home/me/list.txt',
      files: [file('list.txt', 'https://example.org/1\n')],
    });
    assert.deepEqual(read.texts, [{ name: 'list.txt', text: 'https://example.org/1\n' }]);
  });

  test('a dragged selection of links is their addresses, not the words they stand under', async () => {
    const anchors = [
      'https://example.org/1',
      '/relative',
      'javascript:0',
      ' http://example.org/2\n',
      'https://example.org/1',
    ];
    const html = { anchors, images: ['https://example.org/icon.png'], names: [] };
    const read = await readTransfer({ ...NOTHING, text: 'First\nreport.pdf', html });
    assert.deepEqual(read.texts, [{ name: null, text: 'https://example.org/1\nhttp://example.org/2' }]);
  });

  test('pictures in HTML count when neither anchors nor the text lead anywhere', async () => {
    const html = { anchors: ['#top'], images: ['https://example.org/cat.png'], names: [] };
    const pictures = await readTransfer({ ...NOTHING, text: 'a cat', html });
    assert.equal(pictures.texts[0]?.text, 'https://example.org/cat.png');
    const prose = await readTransfer({ ...NOTHING, text: 'see https://example.org/a', html });
    assert.equal(prose.texts[0]?.text, 'see https://example.org/a');
  });

  test('an address list wins over HTML', async () => {
    const html = { anchors: ['https://example.org/html'], images: [], names: [] };
    const read = await readTransfer({ ...NOTHING, uriList: 'https://example.org/uri', html });
    assert.equal(read.texts[0]?.text, 'https://example.org/uri');
  });

  test('of shortcut files only the link in them is read', async () => {
    const webloc =
      '<plist version="1.0"><dict><key>URL</key><string>https://example.org/3?a=1&amp;b=2</string></dict></plist>';
    const read = await readTransfer({
      ...NOTHING,
      files: [
        file('One.url', '[InternetShortcut]\r\nURL=https://example.org/1\r\nIconFile=https://example.org/icon.ico\r\n'),
        file('two.desktop', '[Desktop Entry]\nType=Link\nName=Two\nURL[$e]=https://example.org/2\n'),
        file('three.webloc', webloc),
        file('program.desktop', '[Desktop Entry]\nType=Application\nExec=firefox\n'),
      ],
    });
    assert.deepEqual(
      read.texts.map((source) => source.text),
      ['https://example.org/1', 'https://example.org/2', 'https://example.org/3?a=1&b=2'],
    );
    assert.deepEqual(read.refused, [{ name: 'program.desktop', reason: 'noLink' }]);
  });

  test('files that are no text, too large or unreadable are refused, the others taken', async () => {
    const unreadable: DroppedFile = {
      name: 'folder',
      size: 4096,
      arrayBuffer: () => Promise.reject(new Error('NotFoundError')),
    };
    const read = await readTransfer({
      ...NOTHING,
      files: [
        file('photo.png', new Uint8Array([0x89, 0x50, 0, 1])),
        file('huge.txt', '', MAX_TEXT_FILE_BYTES + 1),
        unreadable,
        file('ok.txt', 'x'),
      ],
    });
    assert.deepEqual(read.refused, [
      { name: 'photo.png', reason: 'notText' },
      { name: 'huge.txt', reason: 'tooLarge' },
      { name: 'folder', reason: 'unreadable' },
    ]);
    assert.deepEqual(read.texts, [{ name: 'ok.txt', text: 'x' }]);
  });
});

test('a text file is decoded by its mark, as UTF-8, or as Windows-1252', () => {
  assert.deepEqual(runAtOnce(decodeTextFile(new TextEncoder().encode('grün'))), { ok: true, text: 'grün' });
  assert.deepEqual(runAtOnce(decodeTextFile(new Uint8Array([0x67, 0x72, 0xfc, 0x6e]))), { ok: true, text: 'grün' });
  assert.deepEqual(runAtOnce(decodeTextFile(new Uint8Array([0xff, 0xfe, 0x61, 0]))), { ok: true, text: 'a' });
  assert.deepEqual(runAtOnce(decodeTextFile(new Uint8Array([0xfe, 0xff, 0, 0x61]))), { ok: true, text: 'a' });
  assert.deepEqual(runAtOnce(decodeTextFile(new Uint8Array([0x61, 0, 0x62]))), { ok: false });
  assert.deepEqual(runAtOnce(decodeTextFile(new Uint8Array([]))), { ok: true, text: '' });
});

describe('the scan for links', () => {
  const { signal } = new AbortController();
  const NO_NAMES: ReadonlyMap<string, string> = new Map();
  const scan = (text: string, options: Partial<ScanInput> = {}): Promise<LinkScan> =>
    scanLinks({ texts: [text], names: NO_NAMES, expands: true, pause: async () => {}, ...options }, signal);

  test('pauses between pieces, finds each link once, and counts those that stand there again', async () => {
    const text = Array.from({ length: 2500 }, (_, index) => `https://example.org/${index % 2000}`).join('\n');
    let pauses = 0;
    const pause = async (): Promise<void> => {
      pauses += 1;
    };
    const found = await scan('', { texts: [text, 'https://example.org/0 and nonsense\nnonsense'], pause });
    assert.equal(found.links.length, 2000);
    assert.equal(found.repeats, 501);
    assert.deepEqual(found.refused, [{ input: 'nonsense', reason: 'link.notUrl' }]);
    assert.equal(pauses, 3);
  });

  test('stops when it is not wanted any more', async () => {
    const controller = new AbortController();
    const text = 'https://example.org/\n'.repeat(5000);
    const pause = async (): Promise<void> => controller.abort(new Error('newer text'));
    const input = { texts: [text], names: NO_NAMES, expands: true, pause };
    await assert.rejects(scanLinks(input, controller.signal), /newer text/u);
  });

  test('a dropped Metalink is its files, with mirrors and checksum; a torn one is refused in words', async () => {
    const text = `<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="dir/a.iso"><hash type="sha-256">${'a'.repeat(64)}</hash>
      <url priority="2">https://mirror.test/x</url><url priority="1">https://a.test/x</url></file>
      <file name="b"><url>ftp://b.test/</url></file></metalink>`;
    const { links, refused } = await scan(text);
    assert.deepEqual(refused, [{ input: 'ftp://b.test/', reason: 'link.unsupportedScheme' }]);
    const read = readAddOptions(NO_OPTIONS);
    assert.ok(read.ok);
    const [download, ...more] = links.map((link) => toNewDownload(link, NO_OPTIONS, read.wish));
    assert.deepEqual(more, []);
    assert.deepEqual(
      [download?.url, download?.name, download?.mirrors, download?.checksum],
      ['https://a.test/x', 'a.iso', ['https://mirror.test/x'], { algorithm: 'sha256', hex: 'a'.repeat(64) }],
    );
    const torn = await scan(text.slice(0, -5));
    assert.deepEqual([torn.links, torn.refused[0]?.reason], [[], 'metalink.damaged']);
  });

  test('a pattern makes its links, or stands for itself, and too many are refused', async () => {
    const text = 'https://example.org/[08-10].jpg\nhttps://example.org/plain';
    const made = await scan(text);
    assert.deepEqual(
      made.links.map((link) => link.nameGuess),
      ['08.jpg', '09.jpg', '10.jpg', 'plain'],
    );
    assert.deepEqual(made.patterns, { count: 1, links: 3 });
    const kept = await scan(text, { expands: false });
    assert.equal(kept.links.length, 2);
    assert.deepEqual(kept.patterns, { count: 1, links: 3 });
    const many = await scan('https://example.org/[1-9999999]');
    assert.deepEqual(many.links, []);
    assert.deepEqual(many.refused, [{ input: 'https://example.org/[1-9999999]', reason: 'pattern.tooMany' }]);
  });

  test('a curl command among links gives its link with headers and name', async () => {
    const found = await scan(
      "https://example.org/a\ncurl 'https://example.org/b' \\\n  -H 'x-key: 1' \\\n  -o b.zip -k\nhttps://example.org/c\ncurl -X POST https://h/",
    );
    assert.deepEqual(
      found.links.map(({ url, headers, name }) => ({ url, headers, name })),
      [
        { url: 'https://example.org/b', headers: [{ name: 'x-key', value: '1' }], name: 'b.zip' },
        { url: 'https://example.org/a', headers: undefined, name: undefined },
        { url: 'https://example.org/c', headers: undefined, name: undefined },
      ],
    );
    assert.deepEqual(found.refused, [{ input: 'https://h/', reason: 'curl.method' }]);
    assert.equal(found.wantedInsecure, true);
  });

  test('a dragged link has the name that the browser gave it', async () => {
    const names = new Map([['https://example.org/get?id=7', 'minutes.pdf']]);
    const found = await scan('https://example.org/get?id=7', { names });
    assert.equal(found.links[0]?.name, 'minutes.pdf');
  });

  test('splits at line ends only and loses nothing', () => {
    assert.deepEqual(splitLines('a\nb\nc\nd\ne', 2), ['a\nb', 'c\nd', 'e']);
    assert.deepEqual(splitLines('a\nb\n', 2), ['a\nb']);
    assert.deepEqual(splitLines('', 2), []);
  });
});

describe('the draft of the add dialog', () => {
  test('gathers short texts in the text box, one per line', () => {
    const store = createAddDraftStore();
    store.type('https://example.org/a', 'byHand');
    store.put([{ name: null, text: ' https://example.org/b\n' }], []);
    assert.equal(store.draft.get().typed, 'https://example.org/a\nhttps://example.org/b');
  });

  test('keeps files and long texts beside it, where they can be left out again', () => {
    const store = createAddDraftStore();
    const long = { name: null, text: 'x'.repeat(MAX_EDITABLE_CHARACTERS + 1) };
    store.put([{ name: 'list.txt', text: 'https://example.org/a' }, long], ['“cat.png” is not a text file.']);
    assert.deepEqual(store.draft.get().problems, ['“cat.png” is not a text file.']);
    assert.equal(store.draft.get().typed, '');
    assert.deepEqual(
      store.draft.get().texts.map((source) => source.name),
      ['list.txt', null],
    );
    store.leaveOut(store.draft.get().texts[0]?.key ?? 0);
    assert.equal(store.draft.get().texts.length, 1);
    store.clear();
    assert.deepEqual(store.draft.get(), {
      typed: '',
      isEdited: false,
      texts: [],
      names: new Map(),
      isFromOutside: false,
      problems: [],
    });
  });

  test('knows whether its text came as a whole or was changed by hand', () => {
    const store = createAddDraftStore();
    const isEdited = (): boolean => store.draft.get().isEdited;
    store.put([{ name: null, text: 'https://example.org/a' }], []);
    assert.equal(isEdited(), false);
    store.type('https://example.org/ab', 'byHand');
    store.put([{ name: null, text: 'https://example.org/c' }], []);
    assert.equal(isEdited(), true);
    store.type('', 'byHand');
    store.type('https://example.org/d', 'asWhole');
    assert.equal(isEdited(), false, 'an emptied box begins anew');
  });
});
