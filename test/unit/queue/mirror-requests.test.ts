import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { NO_TRAITS } from '../../../main/engine/transfer-request.ts';
import { mirrorRequests, type MirrorSurroundings } from '../../../main/queue/mirror-requests.ts';
import { toDownloadId } from '../../../shared/download.ts';
import { DEFAULT_SETTINGS } from '../../../shared/settings.ts';
import { newDownload } from '../../support/store-fixture.ts';

const SECRET = { name: 'Cookie', value: 'a=b' };
const HARMLESS = { name: 'Accept', value: '*/*' };

function ask(mirrors: readonly string[], around: Partial<MirrorSurroundings> = {}): readonly string[] {
  return requests(mirrors, around).map(({ url }) => url);
}

function requests(mirrors: readonly string[], around: Partial<MirrorSurroundings> = {}) {
  const download = newDownload({ url: 'https://one.org/f', mirrors, headers: [SECRET, HARMLESS] });
  return mirrorRequests(
    { ...download, id: toDownloadId(1) },
    {
      settings: DEFAULT_SETTINGS,
      traits: () => NO_TRAITS,
      isHeld: () => false,
      loadOf: () => ({ transfers: 0, guests: 0, connections: 0 }),
      ...around,
    },
  );
}

describe('which mirrors may be asked beside the link', () => {
  test('one link for each host, and none for the host of the link', () => {
    const links = ['https://one.org/g', 'https://two.org/f', 'https://two.org/g', 'https://three.org:8443/f'];
    assert.deepEqual(ask(links), ['https://two.org/f', 'https://three.org:8443/f']);
  });

  test('what was meant for one server goes to no other', () => {
    const [request] = requests(['https://two.org/f']);
    assert.deepEqual(
      request?.headers.filter(({ name }) => name !== 'User-Agent'),
      [HARMLESS],
    );
  });

  test('none that wants to be left alone, or has as much as it may', () => {
    const links = ['https://two.org/f', 'https://three.org/f'];
    assert.deepEqual(ask(links, { isHeld: (host) => host === 'two.org' }), links.slice(1));
    const full = { transfers: DEFAULT_SETTINGS.maxActivePerHost, guests: 0, connections: 9 };
    const idle = { transfers: 0, guests: 0, connections: 0 };
    assert.deepEqual(ask(links, { loadOf: (host) => (host === 'two.org' ? full : idle) }), links.slice(1));
    const busy = { transfers: 1, guests: 0, connections: 3 };
    const traits = { ...NO_TRAITS, maxConnections: 5 };
    assert.deepEqual(
      requests(links, { loadOf: () => busy, traits: () => traits }).map(({ maxConnections }) => maxConnections),
      [2, 2],
    );
    assert.deepEqual(ask(links, { loadOf: () => ({ ...busy, connections: 5 }), traits: () => traits }), []);
  });

  test('none with a limit that does not hold for the link too', () => {
    const settings = { ...DEFAULT_SETTINGS, hostLimits: [{ host: 'two.org', bytesPerSecond: 1000 }] };
    assert.deepEqual(ask(['https://two.org/f', 'https://three.org/f'], { settings }), ['https://three.org/f']);
    const shared = { ...DEFAULT_SETTINGS, hostLimits: [{ host: 'org', bytesPerSecond: 1000 }] };
    assert.deepEqual(ask(['https://two.org/f'], { settings: shared }), ['https://two.org/f']);
  });
});
