import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BlockPool } from '../../../main/engine/block-pool.ts';
import { SocketReader } from '../../../main/engine/socket-reader.ts';

const RECORD = 16 * 1024;

/** A reader whose body goes past the parser, and what Node does with it. */
function setUp(readBytes: () => number = () => Infinity) {
  const reader = new SocketReader(new BlockPool(), Buffer.alloc(RECORD));
  const socket = new PassThrough();
  reader.attach(socket);
  reader.readAtMost(readBytes);
  const taken: { readonly chunk: Buffer; readonly was: Buffer; readonly done: () => void }[] = [];
  reader.divert((chunk, done) => taken.push({ chunk, was: Buffer.from(chunk), done }));
  const nextRoom = (): Uint8Array => {
    const { buffer } = reader.onread;
    return typeof buffer === 'function' ? buffer() : buffer;
  };
  let room = nextRoom();
  return {
    reader,
    socket,
    taken,
    lengths: () => taken.map(({ chunk }) => chunk.length),
    room: () => room.length,
    /** Node reads bytes of one value. */
    read: (length: number, value: number) => {
      room.fill(value, 0, length);
      reader.onread.callback(length, room);
      room = nextRoom();
    },
  };
}

describe('a socket that is read past the parser', () => {
  test('hands on in one piece what comes in one turn', async () => {
    const { read, taken, lengths } = setUp();
    for (let record = 1; record <= 3; record += 1) read(RECORD, record);
    assert.deepEqual(lengths(), []);
    await nextTurn();
    assert.deepEqual(lengths(), [3 * RECORD]);
    assert.deepEqual([...new Set(taken[0]?.chunk)], [1, 2, 3]);
    await nextTurn();
    assert.equal(taken.length, 1);
  });

  test('hands on at once when all has come that may come, and asks only then how much more may', () => {
    const may = [RECORD + 100, 50];
    const { read, lengths, room } = setUp(() => may.shift() ?? 0);
    assert.equal(room(), RECORD + 100);
    read(RECORD, 1);
    assert.equal(room(), 100);
    read(100, 2);
    assert.deepEqual(lengths(), [RECORD + 100]);
    assert.equal(room(), 50);
  });

  test('hands on what is left when it is closed, when it is asked to, and once', async () => {
    const { reader, socket, read, lengths } = setUp();
    read(10, 1);
    reader.handOn();
    read(20, 2);
    socket.destroy();
    await nextTurn();
    await nextTurn();
    assert.deepEqual(lengths(), [10, 20]);
  });

  test('reads nothing over what was handed on and is still needed, or was not handed on', async () => {
    const { read, taken } = setUp();
    for (let turn = 1; turn <= 100; turn += 1) {
      read(RECORD, turn);
      read(RECORD / 2, turn);
      if (turn % 3 === 0) continue;
      await nextTurn();
      if (turn % 5 === 0) for (const { done } of taken.splice(0)) done();
      for (const { chunk, was } of taken) assert.ok(chunk.equals(was));
    }
  });
});
