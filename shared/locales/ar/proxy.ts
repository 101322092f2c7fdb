import type { Locale } from '../../words.ts';

export const PROXY_ERROR_WORDS = {
  'proxy.unreachable': {
    what: 'يتعذر الوصول إلى الوكيل.',
    todo: 'تحقق من عنوانه في الإعدادات، أو من اتصالك. يواصل Sluice المحاولة.',
  },
  'proxy.serverUnreachable': {
    what: 'لم يتمكن الوكيل من الوصول إلى الخادم.',
    todo: 'قد يكون الخادم متوقفًا للحظات. يواصل Sluice المحاولة.',
  },
  'proxy.login': {
    what: 'يطلب الوكيل اسم مستخدم وكلمة مرور، أو لم يقبلهما (407).',
    todo: 'اكتب الوكيل في الإعدادات بصيغة http://user:password@host:port ثم أعد المحاولة.',
  },
  'proxy.refused': {
    what: 'لا يسمح الوكيل بهذا الاتصال.',
    todo: 'اسأل من يدير الوكيل، أو اختر طريقة أخرى في الإعدادات.',
  },
  'proxy.notSet': {
    what: 'على Sluice استخدام وكيل، لكن ليس لديه عنوان صالح له.',
    todo: 'اكتب عنوان الوكيل في الإعدادات، أو اختر العمل من دونه، ثم أعد المحاولة.',
  },
} as const satisfies Partial<Locale['ERROR_WORDS']>;
