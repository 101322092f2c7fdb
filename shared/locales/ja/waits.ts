import type { Locale } from '../../words.ts';

export const WAIT_WORDS: Locale['WAIT_WORDS'] = {
  battery: '電源に接続されるまで待機します。',
  metered: '従量制の接続でなくなるまで待機します。',
  offline: 'ネットワークがありません。接続が回復すると続行します。',
  disk: 'ディスクがいっぱいです。空きができると自動的に続行します。',
  lettingGo: '最後の接続を閉じています。',
  host: 'サーバーの要求により {time} まで待機します。',
  places: '順番待ちです（同時ダウンロード数: {count}）。',
  hostPlaces: '順番待ちです（同じサーバーからの同時ダウンロード数: {count}）。',
  connections: '接続の空き待ちです（サーバーの同時接続数: {count}）。',
};
