import type { Locale } from '../../words.ts';
import { ADD_WORDS } from './add.ts';
import { PROXY_ERROR_WORDS } from './proxy.ts';

export const ERROR_WORDS: Locale['ERROR_WORDS'] = {
  'network.offline': { what: 'ネットワークに接続されていません。', todo: '接続が回復すると続行します。' },
  'network.unknownHost': {
    what: 'サーバーの名前が見つかりませんでした。',
    todo: 'リンクとネットワーク接続を確認してください。Sluice は試行を続けます。',
  },
  'network.refused': {
    what: 'サーバーが接続を拒否しました。',
    todo: '一時的に停止している可能性があります。Sluice は試行を続けます。',
  },
  'network.reset': { what: '接続が切断されました。', todo: '停止した位置から続行します。' },
  'network.unreachable': {
    what: 'サーバーに接続できません。',
    todo: 'ネットワーク接続を確認してください。Sluice は試行を続けます。',
  },
  'network.timedOut': { what: 'サーバーが時間内に応答しませんでした。', todo: 'Sluice は試行を続けます。' },
  'network.stalled': { what: 'しばらくデータが届いていません。', todo: '停止した位置から続行します。' },
  'network.truncated': { what: 'サーバーがファイルの送信を途中で終えました。', todo: '残りをダウンロードします。' },
  'network.badResponse': {
    what: 'サーバーの応答が正しい HTTP ではありません。',
    todo: 'リンクと、先頭が http:// か https:// かを確認してください。Sluice は試行を続けます。',
  },
  'network.certificate': {
    what: 'サーバーの証明書は信頼されていません。',
    todo: '第三者がサーバーになりすましている可能性があります。理由がわかる場合にのみ信頼してください。',
  },
  'network.certificateExpired': {
    what: 'サーバーの証明書が期限切れか、まだ有効ではありません。',
    todo: 'コンピューターの時計を確認してください。サーバーをよく知っている場合にのみ信頼してください。',
  },
  'network.certificateWrongHost': {
    what: 'サーバーの証明書は別の名前のものです。',
    todo: '第三者がサーバーになりすましている可能性があります。理由がわかる場合にのみ信頼してください。',
  },
  'network.certificateUnknown': {
    what: 'サーバーの証明書の発行元が不明です。',
    todo: '第三者がサーバーになりすましている可能性があります。自分のサーバーである場合にのみ信頼してください。',
  },

  ...PROXY_ERROR_WORDS,

  'server.unauthorized': {
    what: 'サーバーがユーザー名とパスワードを要求しています（401）。',
    todo: 'https://ユーザー名:パスワード@ホスト/… の形のリンク、または Authorization ヘッダー付きで追加し直してください。',
  },
  'server.forbidden': {
    what: 'サーバーがこのダウンロードを許可していません（403）。',
    todo: 'リンクの期限が切れている可能性があります。ページから新しいリンクをコピーして追加してください。',
  },
  'server.notFound': {
    what: 'サーバーにこのファイルはありません（404）。',
    todo: 'リンクを確認するか、ページから新しいリンクをコピーしてください。',
  },
  'server.gone': {
    what: 'ファイルはサーバーから削除されました（410）。',
    todo: 'ページで新しいリンクを探してください。',
  },
  'server.rejected': {
    what: 'サーバーが要求を拒否しました。',
    todo: 'リンクを確認するか、ページから新しいリンクをコピーしてください。',
  },
  'server.tooManyRequests': {
    what: 'サーバーが要求を減らすよう求めています（429）。',
    todo: 'サーバーが求めた時間だけ待ってから続行します。',
  },
  'server.unavailable': { what: 'サーバーが混み合っています（503）。', todo: 'しばらく待ってから続行します。' },
  'server.failed': { what: 'サーバーでエラーが発生しました。', todo: 'Sluice は再試行します。' },
  'server.tooManyRedirects': {
    what: 'リンクの転送が繰り返されています。',
    todo: 'ページから新しいリンクをコピーしてください。',
  },
  'server.badRedirect': {
    what: 'リンク先は Sluice で開けないアドレスです。',
    todo: 'ダウンロードできるのは http と https のリンクだけです。',
  },
  'server.insecureRedirect': {
    what: '安全なリンクが、安全でないアドレスに転送されました。',
    todo: '途中で第三者がファイルを読み取ったり改変したりするおそれがあります。問題がない場合にのみ許可してください。',
  },
  'server.rangeIgnored': {
    what: 'サーバーはこのファイルの再開に対応していません。',
    todo: '最初からダウンロードし直します。',
  },
  'server.rangeWrong': {
    what: 'サーバーがファイルの誤った部分を送信しました。',
    todo: 'その部分は破棄しました。Sluice は再試行します。',
  },
  'server.rangeUnsatisfiable': {
    what: 'サーバー上のファイルが以前より短くなっています。',
    todo: '最初からダウンロードし直します。',
  },
  'server.changed': {
    what: 'ダウンロードの開始後に、サーバー上のファイルが変更されました。',
    todo: '最初からやり直すか、ダウンロード済みの部分を残して新しいファイルを隣にダウンロードしてください。',
  },
  'server.tooManyBytes': {
    what: 'サーバーが、示したサイズより多くのデータを送信しました。',
    todo: 'ファイルを最初からダウンロードし直します。',
  },
  'server.encoded': {
    what: 'サーバーが、要求していない符号化でファイルを送信しました。',
    todo: 'ブラウザーでリンクを試すか、サイトの所有者に問い合わせてください。',
  },
  'server.htmlInstead': {
    what: 'サーバーがファイルではなく Web ページを送信しました。',
    todo: 'リンクの期限切れか、ログインが必要な可能性があります。新しいリンクを貼り付けるか、このページを受け入れてください。',
  },

  'disk.full': {
    what: 'ディスクがいっぱいです。',
    todo: '空き容量を増やしてください。空きができると自動的に続行します。',
  },
  'disk.folderMissing': {
    what: 'フォルダーが存在しません。',
    todo: 'フォルダーを作成するか別のフォルダーを選んで、再試行してください。',
  },
  'disk.notWritable': {
    what: 'フォルダーに書き込む権限がありません。',
    todo: '別のフォルダーを選ぶか権限を変更して、再試行してください。',
  },
  'disk.nameTooLong': {
    what: 'ファイルのパスがこのディスクには長すぎます。',
    todo: 'より短いフォルダーか名前を選んで、再試行してください。',
  },
  'disk.nameTaken': {
    what: '同じ名前のファイルがあります。',
    todo: '新しいファイルに番号を付けるか、古いファイルを置き換えるか、そのままにするかを選んでください。',
  },
  'disk.stalled': {
    what: 'フォルダーが応答しません。',
    todo: 'ネットワーク上のフォルダーかもしれません。Sluice は試行を続けます。',
  },
  'disk.fileTooLarge': {
    what: 'ファイルがこのディスクで許される大きさを超えています。',
    todo: '別のディスクのフォルダーを選んでください。',
  },
  'disk.partLost': {
    what: '未完了のファイルがなくなったか、別のプログラムに変更されました。',
    todo: '最初からダウンロードし直します。',
  },
  'disk.failed': {
    what: 'ディスクがエラーを報告しました。',
    todo: 'ディスクを確認して、再試行してください。',
  },

  'link.notUrl': {
    what: 'これはリンクではありません。',
    todo: 'リンクは https://example.org/file.zip のような形です。',
  },
  'link.unsupportedScheme': {
    what: 'この種類のリンクはダウンロードできません。',
    todo: 'http:// または https:// で始まるリンクを使ってください。',
  },

  'link.expired': {
    what: 'リンクの期限が切れています。',
    todo: 'ページから新しいリンクをコピーして、ここに貼り付けてください。ダウンロード済みの部分は残ります。',
  },
  'link.otherFile': {
    what: '新しいリンクは別のファイルを指しています。',
    todo: '別のリンクを貼り付けてください。ダウンロード済みの部分は残ります。',
  },

  'checksum.mismatch': {
    what: 'ファイルはすべて届きましたが、チェックサムが期待と異なります。',
    todo: '未完了の名前で残してあります。再ダウンロードするか、このまま受け入れてください。',
  },
  'checksum.contradiction': {
    what: 'ファイルの各部分は正しいのに、全体のチェックサムが期待と異なります。ファイルの情報が互いに矛盾しています。',
    todo: '未完了の名前で残してあります。新しい Metalink かチェックサムを探すか、このまま受け入れてください。',
  },
  'checksum.unavailable': {
    what: '公開されているチェックサムを読み取れませんでした。',
    todo: '再試行するか、確認せずにファイルを受け入れてください。',
  },

  'app.engineStopped': {
    what: 'Sluice の転送処理が停止しました。',
    todo: '再起動しました。停止した位置から続行します。',
  },
  'app.sealed': {
    what: '保存されたログイン情報をここでは読み取れません。',
    todo: 'デスクトップアプリを開くか、リンクを貼り付け直してください。',
  },
  'app.unexpected': {
    what: '予期しない問題が発生しました。',
    todo: '再試行してください。再び発生する場合は報告してください。',
  },
};

export const GAVE_UP_WORDS: Locale['GAVE_UP_WORDS'] = {
  nameTaken: 'スキップしました。それでもダウンロードするには、そのファイルを移動して再試行してください。',
  gaveUp: '何度も試しましたが、中止しました。「再試行」でもう一度試せます。',
};

export const CALL_ERROR_WORDS: Locale['CALL_ERROR_WORDS'] = {
  'call.unknown':
    'この Sluice では使えないコマンドです。ウィンドウと本体のバージョンが異なる可能性があります。ウィンドウを再読み込みしてください。',
  'call.badInput': '入力が正しくありません。',
  'call.notFound': 'そのダウンロードはすでにリストにありません。',
  'call.notCompleted': '開けるのは、完了したダウンロードだけです。',
  'call.folderNotAbsolute': 'フォルダーは /home/me/Downloads のようなフルパスで指定してください。',
  'call.fileGone':
    'ファイルがすでにありません。移動または削除された可能性があります。リンクを追加し直すとダウンロードできます。',
  'call.folderGone': 'そのフォルダーを読み取れません。パスと、ディスクが接続されていることを確認してください。',
  'call.badLink':
    'Sluice でダウンロードできないリンクです。http:// または https:// で始まるリンクを貼り付けてください。',
  'call.isRunning': 'この操作は、ダウンロードの停止中にのみ行えます。先に一時停止してください。',
  'call.isProgram': 'このファイルはプログラムです。入手元を信頼できる場合にのみ開いてください。',
  'call.openFailed': 'システムで開けませんでした。',
  'call.notSaved':
    '保存できませんでした。データフォルダーのあるディスクがいっぱいかもしれません。空き容量を増やして、もう一度お試しください。',
  'call.notOurFile':
    'このファイルは Sluice が書き込んだものではなく、インポートしたリストにあったものです。ファイルを残してダウンロードを一覧から外し、ファイルはフォルダーで削除してください。',
  'call.notWritten':
    'ファイルを書き込めませんでした。書き込みが可能で、空きのあるディスクのフォルダーを選んでください。',
  'call.backupGone': 'そのバックアップはすでにありません。別のものを選んでください。',
  'call.backupUnusable':
    'そのバックアップは、破損しているか新しいバージョンの Sluice のものなので、使用できません。リストはそのまま残ります。別のバックアップを選んでください。',
  'call.closing': 'Sluice は終了処理中です。',
  'call.cancelled': 'キャンセルしました。',
  'call.portTaken':
    'このポートはほかのプログラムが使用しているか、システムが予約しています。別の番号を選んでください。ポートは元のままです。',
  'call.notTrashed':
    'このファイルをゴミ箱に移動できませんでした。Sluice が作成したファイルではないため、ほかの方法では削除しません。ファイルを残してダウンロードだけを削除するか、ご自身でファイルを削除してください。',
  'call.failed': '予期しない問題が発生しました。',
};

export const NOTICE_WORDS: Locale['NOTICE_WORDS'] = {
  'notice.databaseDamaged':
    'ダウンロードのリストが破損していたため、新しいリストを作成しました。破損したファイルの保存先:',
  'notice.backupAvailable': 'リストのバックアップがあり、設定から復元できます:',
  'notice.listRestored': 'バックアップをリストとして使用しています。以前のリストの保存先:',
  'notice.cannotSave':
    '状況を保存できません。Sluice は試行を続けます。データフォルダーのあるディスクの空き容量を増やしてください:',
  'notice.onBattery': '電源に接続されるまで待機しています（「設定」＞「通知」）。',
  'notice.onMetered': '従量制の接続でなくなるまで待機しています（「設定」＞「通知」）。',
  'notice.rowsLeftOut':
    '一部のダウンロードを読み取れないため、リストに表示していません。データはファイルに残っています。リンクを追加し直すと、ダウンロード済みの部分から続行します:',
  'notice.settingsReset': '一部の設定を読み取れないため、既定値に戻しました:',
};

export const STATE_WORDS: Locale['STATE_WORDS'] = {
  queued: '待機中',
  probing: '接続中',
  downloading: 'ダウンロード中',
  pausing: '一時停止しています',
  paused: '一時停止中',
  retrying: '再試行中',
  blocked: '要対応',
  finishing: '仕上げ中',
  completed: '完了',
  failed: '失敗',
};

export const WINDOW_WORDS: Locale['WINDOW_WORDS'] = {
  appName: 'Sluice',
  actions: {
    toolbar: 'ダウンロード',
    add: '追加',
    pause: '一時停止',
    resume: '再開',
    retry: '再試行',
    restart: '最初からやり直す…',
    remove: '削除',
    removeMore: '削除…',
    rename: '名前を変更…',
    moveTo: 'フォルダーへ移動…',
    category: '種類を選ぶ…',
    stopMove: '移動をやめる',
    pauseAll: 'すべて一時停止',
    resumeAll: 'すべて再開',
    open: '開く',
    showInFolder: 'フォルダーに表示',
    copyLink: 'リンクをコピー',
    details: '詳細',
    verify: 'ファイルを検証',
    repair: '修復',
    newLink: '新しいリンク…',
    answers: 'ほかの選択肢',
    settings: '設定',
    openBackups: 'バックアップに戻す…',
    more: 'その他の操作',
    chooseFolder: '選択…',
    chooseFolderName: 'フォルダーを選択',
    cancel: 'キャンセル',
    close: '閉じる',
    dismiss: '閉じる',
    shortcuts: 'キーボードショートカット',
  },
  search: { label: '名前またはリンクで検索' },
  filters: {
    label: '表示',
    all: 'すべて',
    active: 'ダウンロード中',
    waiting: '待機中',
    finished: '完了',
    attention: '要対応',
  },
  sidebar: {
    categories: 'カテゴリー',
    folders: 'フォルダー',
    hosts: 'サーバー',
    toggle: 'サイドバー',
    combine: '{key}クリック：現在の表示にさらに絞り込み',
    also: '「{name}」でもさらに絞り込む',
    without: '「{name}」での絞り込みを解除',
  },
  categories: {
    video: '動画',
    audio: '音声',
    images: '画像',
    documents: '文書',
    archives: 'アーカイブ',
    programs: 'プログラム',
    other: 'その他',
  },
  limit: {
    label: '速度制限',
    none: '制限なし',
    other: 'ほかの制限…',
    button: '速度制限: {limit}',
  },
  priorities: { high: '高', normal: '通常', low: '低' },
  queue: {
    top: '最初に開始',
    bottom: '最後に開始',
    priority: '優先度: {priority}',
    inOrder: '開始する順',
    moved: 'ダウンロードを開始する順番を変更しました。',
    showOrder: '順番を表示',
  },
  columns: {
    name: '名前',
    host: 'サーバー',
    state: '状態',
    size: 'サイズ',
    speed: '速度',
    timeLeft: '残り時間',
    added: '追加日時',
    priority: '優先度',
    folder: 'フォルダー',
    category: '種類',
    note: 'メモ',
    actions: '操作',
    choose: '列',
    width: '「{column}」の幅',
    reset: '列を元に戻す',
  },
  row: {
    loading: '読み込んでいます…',
    sizeOf: '{received} / {size}',
    percent: '{state} {percent}',
    checking: '検証中…',
    waitsForPlace: '順番待ち',
    moving: '移動中 {percent}',
    retryAt: '{what}次の試行は {time} です。',
    problem: '{what}{todo}',
  },
  list: {
    label: 'ダウンロード',
    emptyTitle: 'ここにリンクをドロップ',
    emptyBody:
      'リンク、文章、テキストファイルをこのウィンドウにドラッグするか、{paste} で貼り付けるか、「追加」を選んでください。',
    nothingFiltered: 'ここにダウンロードはありません。',
    nothingFound: '「{search}」に一致するものはありません。',
    showAll: 'すべてのダウンロードを表示',
  },
  status: {
    label: '合計',
    active: { other: '{count} 件ダウンロード中' },
    waiting: { other: '{count} 件待機中' },
    selected: { other: '{count} 件選択中' },
    downloads: { other: '{count} 件のダウンロード' },
    timeLeft: '残り {time}',
    idle: 'ダウンロード中のものはありません',
    free: '空き {size}',
    limited: '制限 {speed}',
  },
  add: ADD_WORDS,
  drop: {
    title: 'ドロップしてダウンロードを追加',
    body: 'リンク、文章、またはリンクを含むテキストファイル',
    notText:
      '「{name}」はテキストファイルではありません。リンク、文章、またはリンクを含むテキストファイルをドロップしてください。',
    tooLarge: '「{name}」は {limit} を超えています。分割するか、リンクを貼り付けてください。',
    unreadable: '「{name}」を読み取れませんでした。ファイルがあることを確認して、もう一度お試しください。',
    noLink:
      '「{name}」はリンクのないショートカットです。Web ページかファイルへのショートカットをドロップしてください。',
    nothing: 'ドロップした内容にリンクがありません。',
  },
  remove: {
    title: { other: '{count} 件のダウンロードを削除しますか?' },
    body: '特に選択しない限り、ダウンロード済みの内容はディスクに残ります。',
    deleteFiles: { other: 'ファイルも削除する' },
    trashFiles: { other: 'ファイルもゴミ箱に移動する' },
    trashHint: 'ゴミ箱のないディスクでは、完全に削除されます。',
  },
  messages: {
    label: 'メッセージ',
    undo: '元に戻す',
    cameBack: { other: '{count} 件のダウンロードを元に戻しました' },
    added: { other: '{count} 件のダウンロードを追加しました' },
    refused: { other: '{count} 個のリンクは追加しませんでした。{what}' },
    finished: '{name} が完了しました',
    finishedMany: { other: '{count} 件のダウンロードが完了しました' },
    failed: '{name}: {what}',
    removed: { other: '{count} 件のダウンロードを削除しました' },
    copied: { other: '{count} 個のリンクをコピーしました' },
    copyFailed: 'クリップボードを使用できませんでした。ウィンドウをクリックして、もう一度お試しください。',
    noConnection: 'Sluice が動作していないため、何も変更していません。',
  },
  connection: {
    lost: 'Sluice が動作していません。再接続しています…',
    endedTitle: 'このウィンドウの使用許可が終了しました。',
    endedBody: '`sluice serve` または `npm start` をもう一度実行して、新しいウィンドウを開いてください。',
  },
  keyNames: {
    Mod: 'Ctrl',
    Shift: 'Shift',
    Alt: 'Alt',
    Space: 'スペース',
    Enter: 'Enter',
    Delete: 'Delete',
    Backspace: 'Backspace',
    ContextMenu: 'メニューキー',
  },
  shortcuts: {
    title: 'キーボードショートカット',
    change: '変更…',
    add: 'ダウンロードを追加',
    paste: 'クリップボードのリンクを追加',
    addNow: 'ダイアログの内容を追加',
    search: '検索',
    move: 'リスト内を移動',
    extend: '複数を選択',
    selectAll: 'すべて選択',
    pauseResume: '一時停止または再開',
    open: 'ファイルを開く、または行の操作を実行',
    remove: '削除',
    rename: '名前を変更',
    copyLink: 'リンクをコピー',
    menu: 'その他の操作',
    queueUp: '開始を早める、または遅らせる',
    combine: '現在の表示をさらに絞り込む（サイドバー）',
    details: '詳細',
    settings: '設定',
    sheet: 'この一覧を表示',
  },
};
