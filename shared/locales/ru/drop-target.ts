import type { Locale } from '../../words.ts';

export const DROP_TARGET_WORDS: Locale['DROP_TARGET_WORDS'] = {
  title: 'Окошко для ссылок Sluice',
  idle: 'Перетащите сюда ссылки',
  taken: 'Посмотрите в окно Sluice',
  nothing: 'Ссылки здесь нет',
  close: 'Закрыть окошко для ссылок',
};
