import type { Locale } from '../../words.ts';

export const NOTE_WORDS: Locale['NOTE_WORDS'] = {
  moreRequests: 'このほかにも、表示していない要求があります',
  proxied: 'プロキシを経由しました',
  redirected: 'サーバーが別のアドレスを案内しました',
  continuedByValidator: '続行: サーバーによるとファイルは同じです',
  continuedByOverlap: '続行: 受信済みの部分を再度受信し、一致しました',
  ifRangeIgnored: 'サーバーが条件を無視するため、Sluice がファイルの識別情報を比較しました',
  unstableEtag: 'サーバーの識別情報は毎回異なりますが、内容は一致しています',
  restarted: '先頭からやり直します',
  noRanges: 'サーバーはファイルの一部を送信できません',
  fewerConnections: 'サーバーが接続の追加を拒否したため、接続数を減らしました',
  slowConnectionReplaced: '遅い接続を取り替えました',
  backToOriginalLink: '元のリンクに戻りました',
  newLink: '新しいリンクになりました',
  newLinkAccepted: '新しいリンクは同じファイルを指しています',
  hostAsksToWait: 'サーバーが待機を求めています',
  offline: 'このコンピューターの接続が切れました',
  online: '接続が回復しました',
  certificateTrusted: '信頼済みの証明書を使用しました',
  insecureRedirectAllowed: '許可に基づき、安全でないアドレスに移動しました',
  decoded: 'サーバーが圧縮して送信したファイルを展開しました',
  damagedBlocks: 'ファイルに破損した部分が見つかりました',
  repairing: '破損した部分をダウンロードし直します',
  verified: 'ファイルを検証しました',
  answered: '回答しました',
  startedAgain: '操作により先頭からやり直しました',
  otherMirror: '同じファイルへの別のリンクを試します',
  recovered: '未完了のファイルから復元しました',
};

export const TIMELINE_WORDS: Locale['TIMELINE_WORDS'] = {
  wholeFile: 'ファイル全体',
  noAnswer: '応答なし',
  notWanted: '不要になったため Sluice が切断',
  conditional: '変更がない場合のみ',
  held: 'ディスクに {size}',
};
