import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { DownloadErrorCode } from '../../../shared/download-error.ts';
import { toDiskError } from '../../../main/engine/disk-error.ts';
import { toNetworkError } from '../../../main/engine/network-error.ts';
import { TransferError, withoutSecrets } from '../../../main/engine/transfer-error.ts';

function withCode(code: string, cause?: unknown): Error {
  return Object.assign(new Error(`message of ${code}`, { cause }), { code });
}

describe('network errors', () => {
  const cases: readonly (readonly [string, DownloadErrorCode])[] = [
    ['ENOTFOUND', 'network.unknownHost'],
    ['EAI_AGAIN', 'network.unknownHost'],
    ['ECONNREFUSED', 'network.refused'],
    ['ECONNRESET', 'network.reset'],
    ['EPIPE', 'network.reset'],
    ['EHOSTUNREACH', 'network.unreachable'],
    ['ENETUNREACH', 'network.unreachable'],
    ['ETIMEDOUT', 'network.timedOut'],
    ['HPE_INVALID_CONSTANT', 'network.badResponse'],
    ['EPROTO', 'network.badResponse'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'network.badResponse'],
    ['CERT_HAS_EXPIRED', 'network.certificateExpired'],
    ['CERT_NOT_YET_VALID', 'network.certificateExpired'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'network.certificateWrongHost'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'network.certificateUnknown'],
    ['SELF_SIGNED_CERT_IN_CHAIN', 'network.certificateUnknown'],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'network.certificateUnknown'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'network.certificateUnknown'],
    ['CERT_REVOKED', 'network.certificate'],
    ['INVALID_PURPOSE', 'network.certificate'],
    ['ERR_SOMETHING_NEW', 'app.unexpected'],
  ];
  for (const [foreign, code] of cases) {
    test(`${foreign} is ${code}`, () => assert.equal(toNetworkError(withCode(foreign)).code, code));
  }

  test('are found behind wrappers', () => {
    assert.equal(toNetworkError(withCode('ERR_GOT_REQUEST_ERROR', withCode('ECONNRESET'))).code, 'network.reset');
    assert.equal(toNetworkError(new AggregateError([withCode('ECONNREFUSED')])).code, 'network.refused');
  });

  test('that are ours already, and values that are no errors', () => {
    const ours = new TransferError('server.gone', 'HTTP 410');
    assert.equal(toNetworkError(ours), ours);
    assert.equal(toNetworkError('what').code, 'app.unexpected');
    assert.equal(toNetworkError(undefined).code, 'app.unexpected');
  });
});

describe('disk errors', () => {
  const cases: readonly (readonly [string, DownloadErrorCode])[] = [
    ['ENOSPC', 'disk.full'],
    ['EDQUOT', 'disk.full'],
    ['ENOENT', 'disk.partLost'],
    ['EACCES', 'disk.notWritable'],
    ['EROFS', 'disk.notWritable'],
    ['EPERM', 'disk.notWritable'],
    ['EFBIG', 'disk.fileTooLarge'],
    ['ENAMETOOLONG', 'disk.nameTooLong'],
    ['EIO', 'disk.failed'],
  ];
  for (const [errno, code] of cases) {
    test(`${errno} is ${code}`, () => assert.equal(toDiskError(withCode(errno)).code, code));
  }
});

test('details lose credentials, queries and fragments', () => {
  assert.equal(
    withoutSecrets("Invalid URL 'https://user:pw@host/path?token=1#x' and http://a@b/c?d"),
    "Invalid URL 'https://host/path' and http://b/c",
  );
  assert.equal(new TransferError('app.unexpected', 'https://u:p@h/?q=1').failure.detail, 'https://h/');
});
