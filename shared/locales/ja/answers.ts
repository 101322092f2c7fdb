import type { Locale } from '../../words.ts';

export const COMMON_ANSWER_WORDS: Locale['COMMON_ANSWER_WORDS'] = {
  retry: { label: '再試行', what: '同じことをもう一度試します。ダウンロード済みの部分は残ります。' },
  restart: { label: '最初から', what: 'ダウンロード済みの部分を破棄し、最初からやり直します。' },
  keepBoth: {
    label: '両方を残す',
    what: 'ダウンロード済みの部分を別のファイルとして残し、新しいファイルをその隣にダウンロードします。',
  },
  newLink: {
    label: '新しいリンク…',
    what: '同じファイルへの別のリンクを使います。ダウンロード済みの部分は残ります。',
  },
  trust: {
    label: '信頼…',
    what: 'このサーバーのこの証明書だけを、しばらくの間受け入れます。設定で確認できます。',
  },
  allow: { label: '許可', what: '今回に限り、安全でないアドレスへのリンクをたどります。' },
  accept: { label: 'このまま残す', what: '受け取ったままのファイルを残します。' },
  rename: { label: '番号を付ける', what: '新しいファイルを番号付きの名前で保存します。' },
  overwrite: { label: '置き換える', what: '既存のファイルを新しいファイルで置き換えます。' },
  skip: { label: 'スキップ', what: '既存のファイルを残し、このファイルはダウンロードしません。' },
  leave: { label: 'そのままにする', what: 'ファイルは元のフォルダーに元の名前のまま残ります。' },
  cancel: { label: '削除', what: 'このダウンロードをリストから削除します。' },
};

export const SPECIAL_ANSWER_WORDS: Locale['SPECIAL_ANSWER_WORDS'] = {
  'server.htmlInstead accept': { label: 'ページを保存', what: 'Web ページをファイルとして保存します。' },
  'link.otherFile newLink': {
    label: '別のリンク…',
    what: '同じファイルへの別のリンクを使います。ダウンロード済みの部分は残ります。',
  },
  'link.otherFile restart': {
    label: 'これをダウンロード',
    what: 'ダウンロード済みの部分を破棄し、新しいリンク先のファイルをダウンロードします。',
  },
  'checksum.mismatch retry': {
    label: '再ダウンロード',
    what: 'ファイルを再ダウンロードします。チェックサムで確認済みの部分は残します。',
  },
  'checksum.mismatch accept': { label: 'それでも残す', what: 'チェックサムは一致しませんが、ファイルを残します。' },
  'checksum.unavailable accept': { label: '確認せずに残す', what: 'チェックサムを比較せずにファイルを残します。' },
  'move.nameTaken rename': { label: '番号を付ける', what: '番号付きの名前でファイルをそこへ移します。' },
  'move.failed retry': { label: '再試行', what: 'ファイルをそこへ移す操作をもう一度試します。' },
  'move.nameTaken retry': { label: '再試行', what: 'ファイルをそこへ移す操作をもう一度試します。' },
};

export const QUESTION_WORDS: Locale['QUESTION_WORDS'] = {
  restart: {
    title: { other: '{count} 件のダウンロードを最初からやり直しますか?' },
    body: 'ファイルを先頭からダウンロードします。',
    givesUp: 'ダウンロード済みの部分（{size}）を破棄し、ファイルを先頭からダウンロードします。',
    oldFile: '完了したファイル',
    keep: '完了したファイルを残し、新しいファイルに番号を付ける',
    replace: '新しいファイルが完了したら置き換える',
    submit: '最初からやり直す',
    done: { other: '{count} 件のダウンロードを最初から開始しました' },
    leftAlone: '実行中のものはそのままにしました。先に一時停止してください。',
  },
  newLink: {
    title: '同じファイルへの新しいリンク',
    field: '新しいリンク',
    placeholder: 'https://…',
    body: '続ける前に、サイズと内容をダウンロード済みの部分と比較します。',
    held: 'ダウンロード済みの {size} は残ります。',
    submit: 'このリンクを使う',
    notOne: 'http:// または https:// で始まるリンクを 1 つ貼り付けてください。',
    offer: 'これは「{name}」の新しいリンクですか?',
    accept: '新しいリンクとして使う',
    drop: 'ドロップすると「{name}」の新しいリンクになります',
    taken: '新しいリンクを「{name}」のダウンロード済みの部分と比較しています。',
  },
  trust: {
    title: 'この証明書を信頼しますか?',
    body: 'サーバーになりすました第三者が、通信内容を読み取ったり改変したりするおそれがあります。サーバーの所有者から入手した SHA-256 と照合してください。',
    host: 'サーバー',
    subject: '発行先',
    issuer: '発行者',
    valid: '有効期間',
    validFromTo: '{from} ～ {to}',
    sha256: 'SHA-256',
    unknown: '証明書をまだ取得していません。再試行してから判断してください。',
    submit: 'このサーバーで信頼する',
    notShown: {
      other: 'ほかに {count} 件のダウンロードが、表示されていない証明書について確認を求めています。改めて確認します。',
    },
  },
  program: {
    title: 'このプログラムを開きますか?',
    body: 'Web から入手したプログラムは、あなたにできることをすべて実行できます。入手元を信頼できる場合にのみ開いてください。',
    from: '入手元',
    submit: '開く',
  },
  answered: { other: '{count} 件のダウンロードに回答しました' },
  nothingToAnswer: 'その質問はすでに終了しています。',
};
