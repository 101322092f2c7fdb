import type { Locale } from '../../words.ts';

/** Words for the names, folders and kinds of files, in Japanese. */
export const PLACE_WORDS: Locale['PLACE_WORDS'] = {
  title: '名前、フォルダー、種類',
  titleOfSeveral: {
    other: '{count} 件のダウンロードのフォルダーと種類',
  },
  byType: 'ファイルの種類に従う: {category}',
  byTypeAll: 'ファイルの種類に従う',
  asIs: '変更しない',
  save: '保存',
  later: 'ダウンロードはまだ完了していません。完了したときに名前や場所を変更します。',
  tookNumber: 'その名前は使われていました。ファイル名は {name} です。',
  moving: '{folder} へ移動中: {percent}',
  coming: '完了したら {folder} へ移動します。',
  notMoved: '{folder} へ移動できませんでした。{why}',
  notRenamed: '名前を変更できませんでした。{why}',
  problems: {
    fileGone: 'ファイルが元の場所にありません。移動、名前変更、または削除されています。',
    nameTaken: '同じ名前のファイルがあります。別の名前かフォルダーを選んでください。',
    full: 'そのディスクには空きがありません。空きを作ってからもう一度試してください。',
    folderGone: 'フォルダーがありません。別のフォルダーを選ぶか、ディスクを接続してください。',
    notWritable: 'Sluice はそこに書き込めません。別のフォルダーを選んでください。',
    changed:
      'コピー中にファイルが変わったか、コピーが一致しませんでした。書き込みが終わってからもう一度試してください。',
    notOurs:
      'このファイルは Sluice が書いたものではなく、読み込んだリストにあったものです。ファイルマネージャーで移動してください。',
    failed: 'ディスクがエラーを報告しました。もう一度試してください。',
  },
};
