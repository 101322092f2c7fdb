import type { Locale } from '../../words.ts';

export const UPDATE_WORDS: Locale['UPDATE_WORDS'] = {
  check: 'البحث عن تحديثات…',
  checking: 'يجري البحث عن تحديثات…',
  current: 'هذا أحدث إصدار.',
  available: 'صدر Sluice {version}. احصل عليه من حيث حصلت على هذا الإصدار.',
  downloading: 'يجري تنزيل Sluice {version}: \u200E{percent}٪',
  ready: 'وصل Sluice {version}. سيُثبَّت عند الإنهاء.',
  failed: 'تعذر على Sluice البحث عن تحديثات. تجد السبب في السجل.',
  askTitle: 'هل يجوز لـ Sluice البحث عن تحديثات؟',
  askDetail:
    'سيسأل مرة في اليوم الخادم الذي يأتي منه Sluice عن أحدث إصدار، وينزّله في الخلفية، ويثبّته عند الإنهاء. لا يُرسل شيء عنك أو عن تنزيلاتك. يمكن تغيير ذلك في «الإعدادات» ثم «الخصوصية».',
  askYes: 'البحث عن تحديثات',
  askNo: 'أبدًا',
};
