/**
 * Hides the user info of a URL, which may hold a password. The text may lack a scheme or be no URL at all. Everything
 * up to the last `@` is hidden, because a password may hold any character, also those that end the host of a URL.
 */
export function maskUserInfo(text: string): string {
  return text.replace(/^([a-z][a-z\d+.-]*:\/\/)?.*@/is, '$1[redacted]@');
}
