/** Shorter values are too common in plain text to be told from it, and are no secrets. */
const shortestSecret = 4;
const entities: Readonly<Record<string, string>> = {
  "&": "amp",
  "<": "lt",
  ">": "gt",
  '"': "quot",
  "'": "apos",
};

/** The VNC password is known to the service alone: it is told by its name in JSON, also in JSON within JSON. */
const vncPassword = /(vncPassword\\{0,7}"\s{0,9}:\s{0,9}\\{0,7}")[^"\\]*/gi;

/** A function that removes the given secret values from a text, also where they stand encoded in JSON, HTML or a URL. */
export function redactor(secrets: readonly (string | undefined)[]): (text: string) => string {
  const values = secrets
    .filter((secret) => secret !== undefined)
    .filter((secret) => secret.length >= shortestSecret)
    // The longest first, or a secret that holds another one would leave its rest behind.
    .sort((a, b) => b.length - a.length)
    .map((secret) => Array.from(secret, anyFormOf).join(""));
  const known = values.length === 0 ? undefined : new RegExp(values.join("|"), "gi");
  return (text) => {
    const rest = text.replace(vncPassword, "$1[secret]");
    return known === undefined ? rest : rest.replace(known, "[secret]");
  };
}

/** A pattern of one character, as it is or encoded. Its repetitions are bounded: the text comes from outside. */
function anyFormOf(character: string): string {
  const code = character.charCodeAt(0);
  const percent = Array.from(Buffer.from(character), (byte) => `%${hex(byte, 2)}`).join("");
  const forms = [
    `\\\\{0,7}${character.replace(/[\\^$.*+?()[\]{}|/-]/, "\\$&")}`,
    `\\\\{1,7}u${hex(code, 4)}`,
    percent,
    `&#0{0,5}${code};`,
    `&#x0{0,5}${hex(code, 1)};`,
    ...(entities[character] === undefined ? [] : [`&${entities[character]};`]),
    ...(character === " " ? ["\\+"] : []),
  ];
  return `(?:${forms.join("|")})`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}
