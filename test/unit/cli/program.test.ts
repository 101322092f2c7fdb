import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommanderError } from 'commander';
import { EXIT_WORDS } from '../../../main/cli/exit-codes.ts';
import { buildProgram, type CommandActions } from '../../../main/cli/program.ts';
import { readSecret } from '../../../main/cli/serve-command.ts';
import { createTempFolder } from '../../support/temp-folder.ts';
import { writeFileSync } from 'node:fs';

type Seen = { readonly action: keyof CommandActions; readonly args: readonly unknown[] };

async function parse(
  ...args: string[]
): Promise<{ readonly seen: Seen[]; readonly text: string; readonly failed: boolean }> {
  const seen: Seen[] = [];
  let text = '';
  const record =
    (action: keyof CommandActions) =>
    (...args: unknown[]): Promise<void> => {
      seen.push({ action, args });
      return Promise.resolve();
    };
  const program = buildProgram('1.2.3', {
    get: record('get'),
    serve: record('serve'),
    add: record('add'),
    list: record('list'),
    change: record('change'),
    move: record('move'),
    priority: record('priority'),
    bounds: record('bounds'),
    rename: record('rename'),
    moveTo: record('moveTo'),
    stopMove: record('stopMove'),
    status: record('status'),
    answer: record('answer'),
    newLink: record('newLink'),
    mirrors: record('mirrors'),
    timeline: record('timeline'),
    verify: record('verify'),
    repair: record('repair'),
    recover: record('recover'),
    hosts: record('hosts'),
    certificates: record('certificates'),
    backups: record('backups'),
    exportList: record('exportList'),
    importList: record('importList'),
    settings: record('settings'),
    quit: record('quit'),
  });
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({ writeOut: (out) => (text += out), writeErr: (out) => (text += out) });
  }
  try {
    await program.parseAsync(args, { from: 'user' });
    return { seen, text, failed: false };
  } catch (error) {
    assert.ok(error instanceof CommanderError, String(error));
    return { seen, text, failed: error.exitCode !== 0 };
  }
}

const COMMANDS = [
  'get', 'serve', 'add', 'list', 'pause', 'resume', 'retry', 'remove', 'status', 'answer', 'rename', 'move-to', 'stop-move', 'new-link', 'mirrors', 'timeline',
  'verify', 'repair', 'recover', 'hosts', 'certificates', 'backups', 'export', 'import', 'settings', 'quit',
  'change',
]; // prettier-ignore

test('the help names every command and every exit status', async () => {
  const { text } = await parse('--help');
  for (const command of COMMANDS) assert.match(text, new RegExp(`^  ${command}[ |]`, 'mu'));
  for (const [code, words] of EXIT_WORDS) assert.ok(text.includes(`${code}  ${words}`), words);
});

for (const command of COMMANDS) {
  test(`the help of ${command} has examples and the exit status`, async () => {
    const { text, failed } = await parse(command, '--help');
    assert.equal(failed, false);
    assert.match(text, new RegExp(`Examples:\n  sluice ${command}`, 'u'));
    assert.match(text, /Exit status:/u);
    assert.deepEqual(await parse('help', command).then((help) => help.text), text);
  });
}

test('shows the version', async () => {
  assert.equal((await parse('--version')).text, '1.2.3\n');
});

test('reads the options of get', async () => {
  const line = 'get https://a/1 -d dir -x 4 --limit 1.5M --max-tries 0 --quiet https://a/2 -H A:1 -H B:2';
  const { seen } = await parse(...line.split(' '), '--checksum', `md5=${'0'.repeat(32)}`);
  assert.deepEqual(seen, [
    {
      action: 'get',
      args: [
        ['https://a/1', 'https://a/2'],
        {
          dir: 'dir',
          connections: 4,
          limit: 1_572_864,
          header: [
            { name: 'A', value: '1' },
            { name: 'B', value: '2' },
          ],
          checksum: { algorithm: 'md5', hex: '0'.repeat(32) },
          maxTries: 0,
          quiet: true,
        },
      ],
    },
  ]);
});

test('reads what answers beforehand', async () => {
  const line = 'get https://a/1 --on-changed keep-both --on-name-taken skip --checksum auto --new-link https://a/2';
  const more = ['--allow-insecure-redirect', '--accept-html', '--trust-certificate', 'AA:'.repeat(31) + 'AA'];
  assert.deepEqual((await parse(...line.split(' '), ...more)).seen[0]?.args[1], {
    header: [],
    onChanged: 'keep-both',
    onNameTaken: 'skip',
    checksum: 'auto',
    newLink: 'https://a/2',
    allowInsecureRedirect: true,
    acceptHtml: true,
    trustCertificate: 'a'.repeat(64),
  });
});

test('makes links of patterns when it is asked to, and takes link, headers and name from a curl command', async () => {
  const urlsOf = async (...args: readonly string[]) => (await parse(...args)).seen[0]?.args[0];
  assert.deepEqual(await urlsOf('get', '--pattern', 'https://a/[09-10].jpg'), ['https://a/09.jpg', 'https://a/10.jpg']);
  assert.deepEqual(await urlsOf('get', 'https://a/[09-10].jpg'), ['https://a/[09-10].jpg']);
  const command = "curl 'https://a/get?id=5' -H 'x-key: 1' -H 'x-other: 2' -o b.zip --compressed";
  const { seen } = await parse('add', '--curl', command, '-H', 'X-Key: 9');
  assert.deepEqual(seen[0]?.args[0], ['https://a/get?id=5']);
  const options = seen[0]?.args[1] as { readonly header: unknown; readonly output: unknown };
  assert.deepEqual(options.header, [
    { name: 'x-other', value: '2' },
    { name: 'X-Key', value: '9' },
  ]);
  assert.equal(options.output, 'b.zip');
});

test('reads ids and flags of the commands for a running Sluice', async () => {
  assert.deepEqual((await parse('pause', '3', '4')).seen, [{ action: 'change', args: ['pause', [3, 4], {}] }]);
  assert.deepEqual((await parse('resume', '--all')).seen, [{ action: 'change', args: ['resume', [], { all: true }] }]);
  assert.deepEqual((await parse('remove', '3', '--delete-files', '--json')).seen, [
    { action: 'change', args: ['remove', [3], { deleteFiles: true, json: true }] },
  ]);
  assert.deepEqual((await parse('status', '3')).seen, [{ action: 'status', args: [3, {}] }]);
  assert.deepEqual((await parse('status')).seen, [{ action: 'status', args: [undefined, {}] }]);
  assert.deepEqual((await parse('serve', '--no-open', '--port', '0')).seen, [
    { action: 'serve', args: [[], { open: false, port: 0 }] },
  ]);
  assert.deepEqual((await parse('settings', 'a=1', 'b=2', '--json')).seen, [
    { action: 'settings', args: [['a=1', 'b=2'], { json: true }] },
  ]);
});

test('reads the commands for when something went wrong', async () => {
  const cases: (readonly [string, keyof CommandActions, readonly unknown[]])[] = [
    ['answer 3 4 keep-both', 'answer', [['3', '4', 'keep-both'], {}]],
    ['new-link 3 https://a/1', 'newLink', [3, 'https://a/1', {}]],
    ['mirrors 3', 'mirrors', [3, {}]],
    ['mirrors 3 --add a b --remove c', 'mirrors', [3, { add: ['a', 'b'], remove: ['c'] }]],
    ['timeline 3', 'timeline', [3, {}]],
    ['log 3 --json', 'timeline', [3, { json: true }]],
    ['verify 3', 'verify', [3, {}]],
    ['repair 3 4', 'repair', [[3, 4], {}]],
    ['recover dir', 'recover', ['dir', {}]],
    ['hosts', 'hosts', [undefined, undefined, {}]],
    ['hosts forget a.org', 'hosts', ['forget', 'a.org', {}]],
    ['hosts forget --all', 'hosts', ['forget', undefined, { all: true }]],
    ['certificates forget a.org:8443', 'certificates', ['forget', 'a.org:8443', {}]],
    ['backups restore x', 'backups', ['restore', 'x', {}]],
    ['export --with-secrets -d x', 'exportList', [{ withSecrets: true, dir: 'x' }]],
    ['import a.json --start --settings', 'importList', ['a.json', { start: true, settings: true }]],
  ];
  for (const [line, action, args] of cases)
    assert.deepEqual((await parse(...line.split(' '))).seen, [{ action, args }]);
});

test('refuses what it does not know, with words', async () => {
  const cases: (readonly [RegExp, ...string[]])[] = [
    [/Did you mean get/u, 'gte', 'https://a/1'],
    [/Give a link, a file of links behind -i, or/u, 'get'],
    [/Give links or --curl, not both/u, 'get', 'https://a/1', '--curl', 'curl https://a/2'],
    [/This command sends data along/u, 'add', '--curl', 'curl https://a/2 -d x'],
    [/does not begin with curl/u, 'add', '--curl', 'wget https://a/2'],
    [/The patterns make 2000000 links/u, 'add', '--pattern', 'https://a/[1-2000000]'],
    [/unknown option '--fast'/u, 'get', '--fast', 'https://a/1'],
    [/from 1 to 32/u, 'get', '-x', '99', 'https://a/1'],
    [/64 hexadecimal digits/u, 'get', '--trust-certificate', 'abc', 'https://a/1'],
    [/files go to another folder by: sluice move-to/iu, 'move', '7', '/films'],
    [/Allowed choices are restart/u, 'get', '--on-changed', 'x', 'https://a/1'],
    [/500K, 2M/u, 'get', '--limit', 'fast', 'https://a/1'],
    [/Write a folder/u, 'get', '-d', '', 'https://a/1'],
    [/Write a name/u, 'get', '-o', '', 'https://a/1'],
    [/sets the header Range itself/u, 'get', '-H', 'Range: bytes=0-1', 'https://a/1'],
    [/sluice list/u, 'remove', 'all'],
    [/sluice list/u, 'verify', 'file.iso'],
    [/Allowed choices are forget/u, 'hosts', 'drop'],
    [/missing required argument/u, 'new-link', '3'],
    [/Allowed choices are all, active/u, 'list', '--filter', 'x'],
    [/from 0 to 65535/u, 'serve', '--port', '70000'],
  ];
  for (const [words, ...args] of cases) {
    const { text, failed, seen } = await parse(...args);
    assert.equal(failed, true, args.join(' '));
    assert.deepEqual(seen, []);
    assert.match(text, words);
    assert.match(text, /^sluice: /u);
  }
});

test('takes the secret from the option, else the file, else the environment, else makes one up', async () => {
  await using folder = await createTempFolder();
  const secretFile = folder.file('secret');
  writeFileSync(secretFile, 'from file\n');
  const env = { SLUICE_RPC_SECRET: 'from env' };
  assert.deepEqual(await readSecret({ secret: 'given', secretFile }, env), { ok: true, value: 'given' });
  assert.deepEqual(await readSecret({ secretFile }, env), { ok: true, value: 'from file' });
  assert.deepEqual(await readSecret({}, env), { ok: true, value: 'from env' });
  assert.deepEqual(await readSecret({}, {}), { ok: true, value: null });
});

test('refuses a secret that is empty, has lines, or cannot be read', async () => {
  await using folder = await createTempFolder();
  writeFileSync(folder.file('lines'), 'one\ntwo\n');
  for (const options of [
    { secret: '' },
    { secretFile: folder.file('missing') },
    { secretFile: folder.file('lines') },
  ]) {
    const secret = await readSecret(options, {});
    assert.equal(secret.ok, false);
  }
});

test('change takes a rate or none, and a number or default', async () => {
  const { seen } = await parse('change', '7', '8', '--limit', '500K', '--connections', 'default');
  assert.deepEqual(seen[0]?.args.slice(0, 2), [[7, 8], { limit: 512_000, connections: 0 }]);
  const none = await parse('change', '7', '--limit', 'none', '-c', '3');
  assert.deepEqual(none.seen[0]?.args[1], { limit: 0, connections: 3 });
  assert.ok((await parse('change', '7', '--connections', '33')).failed);
  assert.ok((await parse('change', '7', '--limit', 'fast')).failed);
});
