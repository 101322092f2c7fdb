import type { Locale } from '../../words.ts';

export const NOTE_WORDS: Locale['NOTE_WORDS'] = {
  moreRequests: 'طلبات أخرى غير مدرجة',
  proxied: 'مرّ عبر وكيل',
  redirected: 'أحال الخادم Sluice إلى عنوان آخر',
  continuedByValidator: 'يتابع: يقول الخادم إن الملف هو نفسه',
  continuedByOverlap: 'يتابع: وصلت بايتات موجودة هنا مرة أخرى وهي متطابقة',
  ifRangeIgnored: 'يتجاهل الخادم الشروط، فقارن Sluice علامات الملف بنفسه',
  unstableEtag: 'يغيّر الخادم علامة الملف كل مرة، مع أن بايتاته متطابقة',
  restarted: 'يبدأ من جديد من أول بايت',
  noRanges: 'لا يستطيع الخادم إرسال أجزاء من الملف',
  fewerConnections: 'رفض الخادم مزيدًا من الاتصالات، فيستخدم Sluice عددًا أقل',
  slowConnectionReplaced: 'استُبدل اتصال بطيء',
  backToOriginalLink: 'عاد إلى الرابط الأصلي',
  newLink: 'حصل على رابط جديد',
  newLinkAccepted: 'يؤدي الرابط الجديد إلى الملف نفسه',
  hostAsksToWait: 'يطلب الخادم الانتظار',
  offline: 'فقد هذا الحاسوب اتصاله',
  online: 'عاد الاتصال',
  certificateTrusted: 'استُخدمت شهادة تثق بها',
  insecureRedirectAllowed: 'اتُّبع عنوان غير آمن لأنك سمحت به',
  decoded: 'أرسل الخادم الملف مضغوطًا، ففك Sluice ضغطه',
  damagedBlocks: 'عُثر على مواضع تالفة في الملف',
  repairing: 'ينزّل المواضع التالفة من جديد',
  verified: 'فُحص الملف',
  answered: 'أجبت',
  startedAgain: 'بدأته من جديد من أول بايت',
  otherMirror: 'يجرب رابطًا آخر للملف نفسه',
  recovered: 'استُعيد من ملف غير مكتمل',
};

export const TIMELINE_WORDS: Locale['TIMELINE_WORDS'] = {
  wholeFile: 'الملف كله',
  noAnswer: 'لا رد',
  notWanted: 'أغلقه Sluice: لم تعد هناك حاجة إليه',
  conditional: 'إن لم يتغير',
  held: '{size} على القرص',
};
