import type { Locale } from '../../words.ts';

export const WAIT_WORDS: Locale['WAIT_WORDS'] = {
  battery: '接通电源后继续。',
  metered: '网络不再按流量计费后继续。',
  offline: '没有网络。连接恢复后继续。',
  disk: '磁盘已满。有空间后会自动继续。',
  lettingGo: '正在关闭最后的连接。',
  host: '服务器要求在 {time} 之前不要连接。',
  places: '排队等待（同时下载数：{count}）。',
  hostPlaces: '排队等待（同一服务器同时下载数：{count}）。',
  connections: '等待连接（服务器同时允许 {count} 个）。',
};
