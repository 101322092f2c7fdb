import type { Locale } from '../../words.ts';

export const DROP_TARGET_WORDS: Locale['DROP_TARGET_WORDS'] = {
  title: 'نافذة إفلات Sluice',
  idle: 'أفلت الروابط هنا',
  taken: 'انظر إلى نافذة Sluice',
  nothing: 'لا رابط في ذلك',
  close: 'إغلاق نافذة الإفلات',
};
