/** A policy document as IAM gives it, percent-encoded; undefined: it is no JSON. */
export function documentOf(text: string | undefined): unknown {
  try {
    return JSON.parse(decodeURIComponent(text ?? ''));
  } catch {
    return undefined;
  }
}
