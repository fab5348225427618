/** Shorter values are too common in plain text to be told from it, and are no secrets. */
const shortestSecret = 4;

/** A function that removes the given secret values from a text, also where they stand encoded in JSON or in a URL. */
export function redactor(secrets: readonly (string | undefined)[]): (text: string) => string {
  const forms = secrets
    .filter((secret) => secret !== undefined)
    .filter((secret) => secret.length >= shortestSecret)
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]);
  // The longest first, or a secret that holds another one would leave its rest behind.
  const byLength = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return (text) => byLength.reduce((rest, form) => rest.replaceAll(form, "[secret]"), text);
}
