import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { runEnd } from '../../../main/engine/run-end.ts';
import { TransferError } from '../../../main/engine/transfer-error.ts';

const RUNNING = { isStopped: false, hasBytes: false };
const STOPPED = { isStopped: true, hasBytes: true };

function failed(code: string, detail = '', retryAfterMs: number | null = null): object {
  return { kind: 'failed', failure: { code, detail }, retryAfterMs };
}

describe('how a run ends that did not bring the whole file', () => {
  test('tells what broke it, and how long the server wants to be left alone', () => {
    const error = new TransferError('server.tooManyRequests', '429', { retryAfterMs: 5000 });
    assert.deepEqual(runEnd(error, RUNNING), failed('server.tooManyRequests', '429', 5000));
  });

  test('is the stop that was asked for, whatever broke on the way', () => {
    assert.deepEqual(runEnd(new TransferError('network.reset', ''), STOPPED), { kind: 'stopped' });
    assert.deepEqual(runEnd('the reason of the stop', STOPPED), { kind: 'stopped' });
  });

  test('is what the disk says, even after a stop', () => {
    assert.deepEqual(runEnd(new TransferError('disk.full', 'ENOSPC'), STOPPED), failed('disk.full', 'ENOSPC'));
  });

  test('of a link that answers no more is an expired link only when it brought bytes before', () => {
    for (const code of ['server.unauthorized', 'server.forbidden', 'server.notFound', 'server.gone'] as const) {
      const error = new TransferError(code, '');
      assert.deepEqual(runEnd(error, RUNNING), failed(code));
      assert.deepEqual(runEnd(error, { ...RUNNING, hasBytes: true }), failed('link.expired'));
    }
  });

  test('of a server in trouble is that trouble, with bytes or without', () => {
    const error = new TransferError('server.failed', '500');
    assert.deepEqual(runEnd(error, { ...RUNNING, hasBytes: true }), failed('server.failed', '500'));
  });
});
