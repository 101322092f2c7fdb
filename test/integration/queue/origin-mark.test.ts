import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { AttributeWriter } from '../../../main/queue/attribute-writer.ts';
import { OriginMarker } from '../../../main/queue/origin-mark.ts';
import { createTempFolder } from '../../support/temp-folder.ts';

const ORIGIN = {
  url: 'https://me:secret@example.org/a%20b.zip?token=1#x',
  referrer: 'https://me:secret@example.org/page?session=2',
};

const skip = process.platform !== 'linux' && 'only Linux has these attributes';

function attribute(file: string, name: string): string {
  return execFileSync('getfattr', ['--only-values', '--absolute-names', '-n', name, file], { encoding: 'utf8' });
}

describe('on Linux', () => {
  test('a file says where it came from, without secrets', { skip }, async () => {
    await using folder = await createTempFolder();
    using marker = new OriginMarker('linux');
    const file = folder.file('a b \\n "x" ä=#.zip');
    writeFileSync(file, 'x');
    await marker.mark(file, ORIGIN);
    assert.equal(attribute(file, 'user.xdg.origin.url'), 'https://example.org/a%20b.zip');
    assert.equal(attribute(file, 'user.xdg.referrer.url'), 'https://example.org/page');
  });

  test('many files are marked by one process, also when some cannot be', { skip }, async () => {
    await using folder = await createTempFolder();
    using marker = new OriginMarker('linux');
    const files = Array.from({ length: 300 }, (_, index) => folder.file(`line\n${index}`));
    for (const file of files) writeFileSync(file, 'x');
    await Promise.all([
      marker.mark(folder.file('gone'), ORIGIN),
      ...files.map((file, index) => marker.mark(file, { url: `https://example.org/${index}`, referrer: null })),
    ]);
    assert.equal(attribute(files[0] ?? '', 'user.xdg.origin.url'), 'https://example.org/0');
    assert.equal(attribute(files[299] ?? '', 'user.xdg.origin.url'), 'https://example.org/299');
  });

  test('a missing tool is tried once, and nobody waits for it', async () => {
    await using folder = await createTempFolder();
    const program = folder.file('setfattr');
    using writer = new AttributeWriter(program);
    await writer.write(folder.file('a'), { 'user.a': 'b' });
    // It would answer nothing; that it is not started shows that nobody tries again.
    writeFileSync(program, `#!/bin/sh\ntouch ${folder.file('started')}\n`);
    chmodSync(program, 0o755);
    await writer.write(folder.file('a'), { 'user.a': 'b' });
    assert.equal(existsSync(folder.file('started')), false);
  });

  test('a tool that ends at once does not hold anything up', async () => {
    await using folder = await createTempFolder();
    const program = folder.file('setfattr');
    writeFileSync(program, '#!/bin/sh\nexit 1\n');
    chmodSync(program, 0o755);
    using writer = new AttributeWriter(program);
    await Promise.all([writer.write('/a', { 'user.a': 'b' }), writer.write('/b', { 'user.a': 'b' })]);
    await writer.write('/c', { 'user.a': 'b' });
  });
});

test('on Windows a file gets the zone of the internet', async () => {
  await using folder = await createTempFolder();
  using marker = new OriginMarker('win32');
  const file = folder.file('a.exe');
  writeFileSync(file, 'x');
  await marker.mark(file, ORIGIN);
  // Elsewhere the stream is a file of that name.
  assert.equal(
    readFileSync(`${file}:Zone.Identifier`, 'utf8'),
    '[ZoneTransfer]\r\nZoneId=3\r\nReferrerUrl=https://example.org/page\r\nHostUrl=https://example.org/a%20b.zip\r\n',
  );
  await marker.mark(folder.file('no/such/folder/a.exe'), ORIGIN);
});
