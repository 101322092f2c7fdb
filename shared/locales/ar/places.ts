import type { Locale } from '../../words.ts';

/** Words for the names, folders and kinds of files, in Arabic. */
export const PLACE_WORDS: Locale['PLACE_WORDS'] = {
  title: 'الاسم والمجلد والنوع',
  titleOfSeveral: {
    zero: 'مجلد التنزيلات ونوعها',
    one: 'مجلد تنزيل واحد ونوعه',
    two: 'مجلد تنزيلين ونوعهما',
    few: 'مجلد {count} تنزيلات ونوعها',
    many: 'مجلد {count} تنزيلًا ونوعها',
    other: 'مجلد {count} تنزيل ونوعها',
  },
  byType: 'حسب نوع الملف: {category}',
  byTypeAll: 'حسب أنواع الملفات',
  asIs: 'دون تغيير',
  save: 'حفظ',
  later: 'لم يكتمل التنزيل بعد. سيُعاد تسمية الملف أو يُنقل عند اكتماله.',
  tookNumber: 'كان الاسم مستخدمًا. اسم الملف الآن {name}.',
  moving: 'جارٍ النقل إلى {folder}: {percent}',
  coming: 'سيُنقل إلى {folder} عند اكتماله.',
  notMoved: 'تعذّر النقل إلى {folder}. {why}',
  notRenamed: 'تعذّرت إعادة التسمية. {why}',
  problems: {
    fileGone: 'الملف ليس في مكانه: نُقل أو أُعيدت تسميته أو حُذف.',
    nameTaken: 'يوجد ملف بهذا الاسم. اختر اسمًا أو مجلدًا آخر.',
    full: 'لا توجد مساحة على هذا القرص. أفرغ بعض المساحة وحاول مجددًا.',
    folderGone: 'المجلد غير موجود. اختر مجلدًا آخر أو صِل قرصه.',
    notWritable: 'لا يمكن لـ Sluice الكتابة هناك. اختر مجلدًا آخر.',
    changed: 'تغيّر الملف أثناء نسخه أو لم تكن النسخة مطابقة. حاول مجددًا عندما لا يكتب فيه أحد.',
    notOurs: 'لم يكتب Sluice هذا الملف: جاء مع قائمة مستوردة. انقله من مدير الملفات.',
    failed: 'أبلغ القرص عن خطأ. حاول مجددًا.',
  },
};
