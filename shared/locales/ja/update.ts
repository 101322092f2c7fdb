import type { Locale } from '../../words.ts';

export const UPDATE_WORDS: Locale['UPDATE_WORDS'] = {
  check: '更新を確認…',
  checking: '更新を確認しています…',
  current: '最新のバージョンです。',
  available: 'Sluice {version} が公開されました。現在のものと同じ入手元から入手してください。',
  downloading: 'Sluice {version} をダウンロードしています: {percent}%',
  ready: 'Sluice {version} の準備ができました。終了時にインストールされます。',
  failed: '更新を確認できませんでした。理由はログにあります。',
  askTitle: 'Sluice の更新を確認しますか?',
  askDetail:
    '1 日に 1 回、Sluice の配布元サーバーに最新バージョンを問い合わせ、バックグラウンドでダウンロードして、終了時にインストールします。あなたやダウンロードに関する情報は送信しません。「設定」＞「プライバシー」で変更できます。',
  askYes: '更新を確認する',
  askNo: '確認しない',
};
