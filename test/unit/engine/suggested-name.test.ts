import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { suggestName } from '../../../main/engine/suggested-name.ts';

function name(url: string | readonly string[], contentType: string | null = null, disposition?: string): string {
  return suggestName({ disposition, urls: typeof url === 'string' ? [url] : url, contentType });
}

describe('a name from the link', () => {
  test('is the last part of the path, decoded', () => {
    assert.equal(name('https://example.org/a/b%20c.zip?x=1'), 'b c.zip');
    assert.equal(name('https://example.org/caf%C3%A9.pdf'), 'café.pdf');
    assert.equal(name('https://example.org/%E4.txt'), '%E4.txt');
    assert.equal(name('https://example.org/50%.txt'), '50%.txt');
  });

  test('is what the query says when the path names a script', () => {
    assert.equal(name('https://example.org/get.php?id=1&filename=a.zip'), 'a.zip');
    assert.equal(name('https://example.org/download?file=/pub/a%20b.iso'), 'a b.iso');
    assert.equal(name('https://example.org/a.zip?filename=b.zip'), 'a.zip');
    assert.equal(name('https://example.org/download?name=Anna'), 'download');
    assert.equal(
      name(
        `https://s3.example.org/0f3a?response-content-disposition=${encodeURIComponent('attachment; filename="ä b.zip"')}`,
      ),
      'ä b.zip',
    );
  });

  test('is that of the link before its redirects when the target has none', () => {
    assert.equal(name(['https://cdn.example.org/0f3a9c?sig=1', 'https://example.org/a.zip']), 'a.zip');
    assert.equal(name(['https://cdn.example.org/b.zip', 'https://example.org/a.zip']), 'b.zip');
  });

  test('is that of the host when there is nothing else', () => {
    assert.equal(name('https://example.org/'), 'example.org');
    assert.equal(name('https://example.org/', 'text/html; charset=utf-8'), 'example.org.html');
  });
});

describe('the extension of the type', () => {
  test('is added to a name without one', () => {
    assert.equal(name('https://example.org/report', 'application/pdf'), 'report.pdf');
    assert.equal(name('https://example.org/foo/', 'text/html'), 'foo.html');
    assert.equal(name('https://example.org/song', 'audio/mpeg'), 'song.mp3');
    assert.equal(name('https://example.org/x', 'application/zip', 'attachment; filename=report'), 'report.zip');
  });

  test('stands in place of that of a script', () => {
    assert.equal(name('https://example.org/export.php', 'application/zip'), 'export.zip');
    assert.equal(name('https://example.org/export.php', 'application/octet-stream'), 'export.php');
    assert.equal(name('https://example.org/x', 'application/zip', 'attachment; filename=index.php'), 'index.php');
  });

  test('is never added to a name that has one, nor from a type that says nothing', () => {
    assert.equal(name('https://example.org/a.tar.gz', 'application/pdf'), 'a.tar.gz');
    assert.equal(name('https://example.org/LICENSE', 'text/plain'), 'LICENSE');
    assert.equal(name('https://example.org/data', 'application/octet-stream'), 'data');
    assert.equal(name('https://example.org/data', 'x/y'), 'data');
    assert.equal(name('https://example.org/data', 'nonsense'), 'data');
    assert.equal(name('https://example.org/.bashrc', 'application/zip'), '.bashrc');
  });

  test('never makes a program of a file', () => {
    for (const type of [
      'application/x-msdownload',
      'text/javascript',
      'application/x-sh',
      'application/java-archive',
    ]) {
      assert.equal(name('https://example.org/data', type), 'data', type);
    }
  });
});
