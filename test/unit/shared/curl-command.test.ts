import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isCurlCommand, readCurlCommands } from '../../../shared/curl-command.ts';

/** As Chromium 131 copies it for bash. */
const BASH = String.raw`curl 'https://files.example.org/get?id=5&sig=a%2Fb' \
  -H 'accept: text/html,*/*;q=0.8' \
  -H 'accept-language: de-DE' \
  -b 'session=abc; theme=dark' \
  -H 'referer: https://example.org/page' \
  -H $'x-note: it\'s \u0021 here' \
  -H 'range: bytes=0-' \
  -H 'user-agent: Mozilla/5.0 (X11; Linux x86_64)' \
  --compressed`;

/** As Chromium 131 copies it for cmd. */
const CMD = [
  'curl ^"https://files.example.org/get?id=5^&sig=a^%^2Fb^" ^',
  '  -H ^"accept: text/html,*/*;q=0.8^" ^',
  '  -H ^"sec-ch-ua: ^\\^"Chromium^\\^";v=^\\^"131^\\^"^" ^',
  '  -b ^"session=abc; theme=dark^" ^',
  '  -H ^"user-agent: Mozilla/5.0 (X11)^"',
].join('\r\n');

describe('curl commands', () => {
  test('a command for bash gives its link and its headers; what Sluice sets itself is left out', () => {
    assert.ok(isCurlCommand(BASH));
    assert.deepEqual(readCurlCommands(BASH), [
      {
        ok: true,
        url: 'https://files.example.org/get?id=5&sig=a%2Fb',
        headers: [
          { name: 'accept', value: 'text/html,*/*;q=0.8' },
          { name: 'accept-language', value: 'de-DE' },
          { name: 'Cookie', value: 'session=abc; theme=dark' },
          { name: 'referer', value: 'https://example.org/page' },
          { name: 'x-note', value: "it's ! here" },
          { name: 'user-agent', value: 'Mozilla/5.0 (X11; Linux x86_64)' },
        ],
        name: null,
        wantedInsecure: false,
      },
    ]);
  });

  test('a command for cmd gives the same', () => {
    const [command] = readCurlCommands(CMD);
    assert.ok(command?.ok === true);
    assert.equal(command.url, 'https://files.example.org/get?id=5&sig=a%2Fb');
    assert.deepEqual(command.headers, [
      { name: 'accept', value: 'text/html,*/*;q=0.8' },
      { name: 'sec-ch-ua', value: '"Chromium";v="131"' },
      { name: 'Cookie', value: 'session=abc; theme=dark' },
      { name: 'user-agent', value: 'Mozilla/5.0 (X11)' },
    ]);
  });

  test('a command typed by hand: joined options, a name, a login, an agent, a referer', () => {
    const [command] = readCurlCommands(
      'curl -sSLk -o out/file.iso -u me:p@ss -A Agent/1 -e https://a/ -XGET https://h/x',
    );
    assert.deepEqual(command, {
      ok: true,
      url: 'https://me:p%40ss@h/x',
      headers: [
        { name: 'User-Agent', value: 'Agent/1' },
        { name: 'Referer', value: 'https://a/' },
      ],
      name: 'file.iso',
      wantedInsecure: true,
    });
  });

  for (const [text, reason] of [
    [`curl 'https://h/x' --data-raw 'a=1'`, 'body'],
    [`curl https://h/x -d @file`, 'body'],
    [`curl -F a=b https://h/x`, 'body'],
    [`curl -X POST https://h/x`, 'method'],
    [`curl -I https://h/x`, 'method'],
    [`curl -x socks5://p:1 https://h/x`, 'proxy'],
    [`curl --compressed -H 'a: b'`, 'noLink'],
    [`curl 'https://h/x`, 'unreadable'],
  ] as const) {
    test(`refuses ${text} as ${reason}`, () => {
      const [command] = readCurlCommands(text);
      assert.ok(command?.ok === false);
      assert.equal(command.reason, reason);
    });
  }

  test('several commands copied together are several links', () => {
    const commands = readCurlCommands(
      `curl 'https://h/1' -H 'a: b' ;\ncurl 'https://h/2' --data x ;\ncurl 'https://h/3'`,
    );
    assert.deepEqual(
      commands.map((command) => (command.ok ? command.url : command.reason)),
      ['https://h/1', 'body', 'https://h/3'],
    );
  });

  test('a text about curl is no command', () => {
    assert.equal(isCurlCommand('curly braces'), false);
    assert.equal(isCurlCommand('see https://curl.se/'), false);
  });
});
