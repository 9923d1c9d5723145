const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** `34.1 MB`, in powers of 1000 as registries and disks count. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}
