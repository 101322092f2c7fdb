import type { Locale } from '../../words.ts';

/** Words for the names, folders and kinds of files, in Simplified Chinese. */
export const PLACE_WORDS: Locale['PLACE_WORDS'] = {
  title: '名称、文件夹和类型',
  titleOfSeveral: {
    other: '{count} 个下载的文件夹和类型',
  },
  byType: '按文件类型：{category}',
  byTypeAll: '按文件类型',
  asIs: '保持不变',
  save: '保存',
  later: '下载尚未完成。完成后会重命名或移动文件。',
  tookNumber: '该名称已被占用。文件现名为 {name}。',
  moving: '正在移动到 {folder}：{percent}',
  coming: '完成后移到 {folder}。',
  notMoved: '无法移动到 {folder}。{why}',
  notRenamed: '无法重命名。{why}',
  problems: {
    fileGone: '文件不在原处：它已被移动、重命名或删除。',
    nameTaken: '已有同名文件。请换一个名称或文件夹。',
    full: '该磁盘没有空间。请腾出空间后重试。',
    folderGone: '文件夹不存在。请选择其他文件夹，或连接其磁盘。',
    notWritable: 'Sluice 无法写入该处。请选择其他文件夹。',
    changed: '复制期间文件发生了变化，或副本不一致。请在没有程序写入时重试。',
    notOurs: '此文件不是 Sluice 写入的：它来自导入的列表。请在文件管理器中移动它。',
    failed: '磁盘报告错误。请重试。',
  },
};
