/** How Linux tells file systems apart: `f_type` of statfs(2), the numbers of linux/magic.h. */
export const FILE_SYSTEM_TYPES = {
  /** ext2, ext3, ext4 */
  ext: 0xef53,
  xfs: 0x58465342,
  btrfs: 0x9123683e,
  f2fs: 0xf2f52010,
  bcachefs: 0xca451a4e,
  tmpfs: 0x01021994,
} as const;
