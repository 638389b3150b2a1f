/**
 * A value as one segment of a URL's path, so that it names exactly itself.
 *
 * @returns undefined for a value that no segment can name: `''`, `.` and `..`, which URLs resolve however they are
 *   written, and text with half a surrogate pair
 */
export function encodePathSegment(value: string): string | undefined {
  if (value === '' || value === '.' || value === '..') return undefined;
  try {
    return encodeURIComponent(value);
  } catch {
    return undefined;
  }
}
