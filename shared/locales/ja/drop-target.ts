import type { Locale } from '../../words.ts';

export const DROP_TARGET_WORDS: Locale['DROP_TARGET_WORDS'] = {
  title: 'Sluice ドロップウィンドウ',
  idle: 'ここにリンクをドロップ',
  taken: 'Sluice のウィンドウを確認してください',
  nothing: 'リンクがありません',
  close: 'ドロップウィンドウを閉じる',
};
