import type { Locale } from '../../words.ts';

export const NOTE_WORDS: Locale['NOTE_WORDS'] = {
  moreRequests: 'Дальнейшие запросы, не показанные здесь',
  proxied: 'Соединение через прокси',
  redirected: 'Сервер направил Sluice на другой адрес',
  continuedByValidator: 'Продолжение: по словам сервера, файл тот же',
  continuedByOverlap: 'Продолжение: уже имевшиеся байты пришли снова и совпали',
  ifRangeIgnored: 'Сервер не учитывает условия, поэтому Sluice сам сравнил метки файла',
  unstableEtag: 'Сервер каждый раз помечает файл по-разному, хотя байты те же',
  restarted: 'Начало заново, с первого байта',
  noRanges: 'Сервер не умеет отдавать части файла',
  fewerConnections: 'Сервер отклонил лишние соединения, поэтому Sluice использует меньше',
  slowConnectionReplaced: 'Медленное соединение заменено',
  backToOriginalLink: 'Возврат к исходной ссылке',
  newLink: 'Получена новая ссылка',
  newLinkAccepted: 'Новая ссылка ведёт на тот же файл',
  hostAsksToWait: 'Сервер просит подождать',
  offline: 'Компьютер потерял подключение к сети',
  online: 'Подключение восстановлено',
  certificateTrusted: 'Использован сертификат, которому вы доверяете',
  insecureRedirectAllowed: 'Переход на незащищённый адрес, так как вы это разрешили',
  decoded: 'Сервер прислал файл сжатым; Sluice распаковал его',
  damagedBlocks: 'В файле найдены повреждённые места',
  repairing: 'Повреждённые места скачиваются заново',
  verified: 'Файл проверен',
  answered: 'Вы ответили',
  startedAgain: 'Вы начали заново, с первого байта',
  otherMirror: 'Пробует другую ссылку на тот же файл',
  recovered: 'Восстановлено из незавершённого файла',
};

export const TIMELINE_WORDS: Locale['TIMELINE_WORDS'] = {
  wholeFile: 'весь файл',
  noAnswer: 'нет ответа',
  notWanted: 'закрыто Sluice: больше не нужно',
  conditional: 'если не изменился',
  held: '{size} на диске',
};
