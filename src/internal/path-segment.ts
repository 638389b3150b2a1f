/**
 * Encodes a value as one segment of a URL's path.
 *
 * @returns undefined for a value that cannot be one segment: `''`; `.` and `..`, which URLs resolve in any spelling;
 *   and text with half a surrogate pair
 */
export function encodePathSegment(value: string): string | undefined {
  if (value === '' || value === '.' || value === '..') return undefined;
  try {
    return encodeURIComponent(value);
  } catch {
    return undefined;
  }
}
