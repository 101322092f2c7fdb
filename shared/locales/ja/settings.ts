import type { Locale } from '../../words.ts';

export const SETTING_TEXTS: Locale['SETTING_TEXTS'] = {
  downloadFolder: { label: 'ダウンロードの保存先', help: '空欄にすると、システムのダウンロードフォルダーになります。' },
  allowedFolders: {
    label: 'プログラムが使えるほかのフォルダー',
    help: 'RPC を使うプログラムは、ここにも保存できます。1 行に 1 つのフルパスを入力します。',
  },
  folderRules: {
    label: '種類とサーバーごとのフォルダー',
    help: '最初に当てはまる行が使われます。リンクの追加時にフォルダーを選んだ場合を除きます。',
  },
  maxActiveDownloads: { label: '同時にダウンロードする数', help: '残りは順番を待ちます。' },
  maxActivePerHost: { label: 'そのうち同じサーバーからの数', help: '多くの接続を拒否するサーバーもあります。' },
  connectionsPerDownload: {
    label: 'ダウンロードごとの接続数',
    help: '0 では、速くなる範囲で自動的に増やします（最大 16）。サーバーの求めに応じて減らします。',
  },
  limitBytesPerSecond: { label: '速度制限', help: 'すべてのダウンロードの合計です。0 は制限なしです。' },
  hostLimits: {
    label: 'サーバーごとの速度制限',
    help: '1 行に 1 つ、サーバーと 1 秒あたりのメガバイト数を入力します（例: example.org 0.5）。その下の名前はすべて同じ制限を共有します。',
  },
  proxyMode: {
    label: 'プロキシ',
    help: 'システムのプロキシ、なし、または下のプロキシ。このコンピューター自体には常に直接接続します。',
  },
  proxyAddress: {
    label: 'プロキシのアドレス',
    help: 'http://ユーザー名:パスワード@proxy:3128、https://proxy:3128、socks5://proxy:1080 など。パスワードは再表示されません。',
  },
  noProxy: {
    label: 'プロキシを使わない接続先',
    help: 'ホスト（example.org）、ネットワーク（10.0.0.0/8）、<local> を 1 行に 1 つ。上のプロキシにのみ有効です。',
  },
  maxAttempts: { label: '中止するまでの回数', help: '連続して失敗した回数です。0 では中止しません。' },
  connectTimeoutMs: { label: '接続の待ち時間', help: '名前解決、接続、ハンドシェイクのそれぞれに適用されます。' },
  responseTimeoutMs: { label: '応答の待ち時間', help: '要求してからサーバーが応答し始めるまでの時間です。' },
  idleTimeoutMs: { label: 'データの待ち時間', help: 'この間データが届かない接続は取り替えられます。' },
  onChanged: {
    label: 'サーバー上のファイルが変更されたとき',
    help: '古いファイルの前半と新しいファイルの後半が混ざることはありません。',
  },
  onNameTaken: { label: '同じ名前のファイルがあるとき', help: 'ファイルは、選択した場合にのみ置き換えられます。' },
  followMetalinks: {
    label: 'Metalink をたどる',
    help: 'Metalink の代わりに、そこに示されたファイルを、示されたすべての場所から、チェックサム付きで取得します。',
  },
  useServerTime: { label: 'サーバーのファイル日時を使う', help: '現在の日時ではなく、サーバーが示す日時を付けます。' },
  markOrigin: {
    label: 'Web から入手したファイルに印を付ける',
    help: 'プログラムの実行前にシステムが警告できるようになります。記録するのはホストとパスのみです。',
  },
  notifications: {
    label: '通知',
    help: 'ウィンドウが前面にないときに、完了や要対応を知らせます。デスクトップアプリのみ。',
  },
  startAtLogin: {
    label: 'コンピューターの起動時に開始',
    help: 'ウィンドウを開かずトレイで動作します。インストール版のアプリのみ。',
  },
  startInTray: {
    label: 'ウィンドウを開かずに起動',
    help: 'トレイのアイコンだけを表示します。リンクを渡して起動するとウィンドウが開きます。デスクトップアプリのみ。',
  },
  onWindowClose: {
    label: 'ウィンドウを閉じたとき',
    help: 'ダウンロード中に適用されます。それ以外では Sluice を終了します。デスクトップアプリのみ。',
  },
  pauseOnBattery: {
    label: 'バッテリー使用中は待機',
    help: '電源に接続すると自動的に再開します。デスクトップアプリのみ。',
  },
  pauseOnMetered: {
    label: '従量制の接続では待機',
    help: 'スマートフォンのテザリングや、システムで節約の対象とした接続です。NetworkManager のある Linux と Windows で使えます。macOS では判別できません。',
  },
  watchClipboard: {
    label: 'クリップボードを監視',
    help: 'ほかのプログラムでコピーしたリンクの追加を提案します。Wayland では Sluice にフォーカスがあるときのみ。',
  },
  addCopiedLinks: {
    label: 'コピーしたリンクを確認せずに追加',
    help: 'クリップボードの監視中に有効です。追加すると通知し、クリックすると表示します。',
  },
  showDropTarget: {
    label: 'ドロップウィンドウ',
    help: 'リンクを受け取る、最前面の小さなウィンドウです。Wayland では最前面に固定できません。デスクトップアプリのみ。',
  },
  keepAwake: {
    label: 'コンピューターをスリープさせない',
    help: 'ダウンロード中に適用されます。デスクトップアプリのみ。',
  },
  userAgent: {
    label: 'ユーザーエージェント',
    help: 'サーバーに伝える Sluice の名前です。空欄にすると「Sluice」になります。',
  },
  inspectLinks: {
    label: '追加する前にリンクを調べる',
    help: '追加内容の表示中に、名前とサイズを各サーバーに問い合わせます。オフでは、追加するまで何も送信しません。',
  },
  updateChecks: {
    label: '更新を確認',
    help: '1 日に 1 回。新しいバージョンは終了時にインストールされます。署名されたデスクトップアプリのみ。',
  },
  updateChannel: { label: 'バージョン', help: 'テスト版は早く入手できますが、不具合が多くなります。' },
  finishedKeptDays: {
    label: '完了したダウンロードをリストに残す日数',
    help: '過ぎるとリストから消えますが、ファイルは残ります。0 では消えません。',
  },
  rpcPort: {
    label: 'ポート',
    help: 'ページと RPC が使う、このコンピューター内だけのポートです。',
  },
  rpcSecret: {
    label: 'RPC のシークレット',
    help: 'プログラムは「token:シークレット」の形で送信します。空欄にすると起動のたびに変わります。',
  },
  shortcuts: {
    label: 'キーボードショートカット',
    help: 'キーを選んでから、新しいキーを押します。Escape では変更されません。',
  },
  backupsKept: {
    label: '残しておく毎日のバックアップの数',
    help: 'リストと設定のバックアップです。0 では作成しません。',
  },
  rpcAllowedOrigins: {
    label: 'Sluice を使える Web ページ',
    help: 'RPC を呼び出せるオリジンです（https://example.org など）。1 行に 1 つ入力します。',
  },
  language: { label: '言語', help: 'ウィンドウ、トレイ、メニュー、通知の言語です。' },
  theme: { label: '配色', help: 'ライト、ダーク、またはシステムに合わせます。' },
  density: { label: '行', help: 'コンパクトでは 1 件を 1 行で表示します。' },
  systemAccent: {
    label: 'システムのアクセントカラー',
    help: 'システムの色がわかる場合に、ボタンとバーに使います。フォーカスの枠は変わりません。',
  },
};

export const CHOICE_TEXTS: Locale['CHOICE_TEXTS'] = {
  onChanged: { ask: '確認する', restart: '最初からやり直す', keepBoth: '両方を残す' },
  updateChecks: { ask: '確認する', on: 'はい', off: 'しない' },
  updateChannel: { stable: '正式版', beta: 'テスト版も含む' },
  proxyMode: { system: 'システムに合わせる', none: 'なし', manual: '下のプロキシ' },
  onWindowClose: { ask: '確認する', hide: '動作を続ける', quit: '終了' },
  theme: { system: 'システムに合わせる', light: 'ライト', dark: 'ダーク' },
  density: { comfortable: 'ゆったり', compact: 'コンパクト' },
  onNameTaken: { rename: '番号を付ける', overwrite: '置き換える', skip: 'スキップする', ask: '確認する' },
};

export const HOST_FACT_WORDS: Locale['HOST_FACT_WORDS'] = {
  noRanges: { other: 'ファイル全体しか送信しません' },
  noConditions: { other: '「変更がない場合のみ」の条件を無視します' },
  unstableEtag: { other: '同じファイルの識別情報が毎回異なります' },
  asksToWait: { other: '待機を求めています' },
  paidConnections: { other: '{count} 個の接続で最も速くなります' },
  maxConnections: { other: '同時に {count} 個の接続を受け付けます' },
};

export const SKIP_WORDS: Locale['SKIP_WORDS'] = {
  inUse: 'リストのダウンロードが使っています。',
  noRecord: '入手元の記録がありません。',
  unreadable: '読み取れませんでした。',
  nothingIntact: '無事な部分がありません。',
};

export const SETTINGS_WORDS: Locale['SETTINGS_WORDS'] = {
  title: '設定',
  open: '設定',
  sections: '分類',
  section: {
    downloads: 'フォルダー',
    limits: '接続と制限',
    retries: '再試行と待機',
    names: '名前と競合',
    network: 'ネットワーク',
    servers: 'サーバー',
    certificates: '証明書',
    backups: 'バックアップと書き出し',
    recover: 'ファイルの復元',
    computer: 'デスクトップと通知',
    appearance: '外観と言語',
    shortcuts: 'キーボードショートカット',
    integration: '連携',
    privacy: 'プライバシー',
  },
  reset: '「{name}」を{value}に戻す',
  search: '設定を検索',
  nothingFound: '「{search}」に一致する設定はありません。',
  goTo: '「{section}」を開く',
  seconds: '秒',
  days: { other: '日' },
  megabytes: 'MB/秒',
  times: { other: '回の失敗' },
  on: 'オン',
  off: 'オフ',
  systemLanguage: 'システムに合わせる',
  systemFolder: 'システムのフォルダー',
  proxyExample: 'http://proxy:3128',
  wrongProxy: 'プロキシは http://proxy:3128 や socks5://proxy:1080 の形で入力してください。',
  nothing: '空欄',
  defaultKeys: '元のキー',
  outOfBounds: '{least} から {most} までの数値を入力してください。',
  wrong: 'この内容は使用できません。',
  wrongLine: 'この行は使用できません: {line}',
  wrongNumber: '2 や 0.5 などの数値を入力してください。',
  loading: '読み込んでいます…',
  until: '{date} まで',
  servers: {
    body: '無駄な試行を繰り返さないように、Sluice がサーバーについて覚えたことです。',
    empty: 'まだ何も覚えていません。',
    forget: '{host} について覚えたことを消去',
    forgetAll: 'すべて消去',
  },
  certificates: {
    body: '検証できないものの、信頼することにした証明書です。それぞれ 1 つのサーバーにのみ有効です。',
    empty: '該当する証明書はありません。',
    remove: '{host} の証明書の信頼を取り消す',
  },
  backups: {
    body: 'ダウンロードのリストと設定の控えです。ダウンロードしたファイルは含まれません。',
    empty: 'バックアップはまだありません。',
    create: '今すぐバックアップ',
    creating: 'バックアップしています…',
    restore: '復元…',
    restoreOf: '{date} のバックアップを復元…',
    confirmTitle: 'このバックアップに戻しますか?',
    confirmBody:
      'リストと設定が当時の状態に戻ります。Sluice は先に現在の状態をバックアップしてから終了します。続けるには、もう一度起動してください。',
    confirm: '復元して Sluice を終了',
    restored: 'Sluice を終了します。次回の起動時にバックアップを使用します。',
  },
  rules: {
    kind: 'ファイルの種類',
    anything: 'すべて',
    host: 'サーバー',
    anyHost: 'すべてのサーバー',
    folder: 'フォルダー',
    fromHost: '{host} からの{kind}',
    add: 'ルールを追加',
    remove: '「{rule}」のルールを削除',
  },
  keys: {
    change: '「{name}」のキーを変更（現在は {keys}）',
    press: 'キーを押してください…',
    taken: '{key} は「{name}」に使われています。別のキーを選ぶか、先にそちらを変更してください。',
    reserved: '{key} には決まった役割があります。別のキーを選んでください。',
  },
  privacy: {
    title: '今すぐ消去',
    body: 'ディスク上のファイルは残ります。サーバーについて覚えたことは「サーバー」にあります。',
    clearFinished: '完了したダウンロードを消去',
    forgetChoices: 'サーバーごとの選択を消去',
    cleared: { other: '{count} 件のダウンロードをリストから消去しました。' },
    forgotten: { other: '{count} 台のサーバーでの選択を消去しました。' },
  },
  transfer: {
    exportTitle: '書き出し',
    exportBody: 'ほかのコンピューターやプログラムで使える JSON ファイルを書き出します。',
    withDownloads: 'ダウンロードのリストを含める',
    withSecrets: 'ログイン情報、Cookie、RPC のシークレットを含める',
    export: '書き出す',
    exporting: '書き出しています…',
    exported: { other: '{count} 件のダウンロードと設定を {file} に書き出しました' },
    importTitle: '読み込み',
    importBody: 'Sluice が書き出したファイル、または aria2 の入力ファイルやセッションファイルを読み込みます。',
    choose: 'ファイルを選択…',
    found: { other: '{count} 件のダウンロード' },
    unreadable: { other: '{count} 件は読み込めません。' },
    unknownSettings: '別のバージョンの設定は除外されます: {names}。',
    withSettings: { other: '{count} 個の設定を取り込む' },
    starts: '待機中だったものを開始',
    import: '読み込む',
    imported: { other: '{count} 件のダウンロードを追加しました。' },
    known: { other: '{count} 件はすでにリストにありました。' },
    withoutFile: { other: '{count} 件はファイルがここにないため、一時停止しています。' },
    unusable: {
      notList:
        '「{name}」は、Sluice が書き出したファイルでも、aria2 の入力ファイルやセッションファイルでもありません。',
      newer:
        '「{name}」は新しいバージョンの Sluice で書き出されました。読み込むには、そのバージョンをインストールしてください。',
      tooLarge: '「{name}」は 200 MB を超えています。',
      unreadable: '「{name}」を読み取れませんでした。ファイルがあることを確認して、もう一度お試しください。',
    },
  },
  recover: {
    body: 'リストを失ったときやディスクを移したときに、リストにない未完了のファイルを復元します。無事な部分は残ります。',
    folder: '探すフォルダー',
    start: '未完了のファイルを探す',
    running: '探しています…',
    found: { other: '{count} 個のファイルを復元しました。一時停止の状態でリストにあります。' },
    none: 'このフォルダーに未完了のファイルはありません。',
    nothingNew: '復元できるものはありませんでした。',
    held: '{size} が無事',
    skipped: { other: '{count} 個のファイルは復元しませんでした:' },
  },
  more: { other: 'ほか {count} 件' },
};
