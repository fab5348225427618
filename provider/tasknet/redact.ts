/** Minimum length of a secret, in characters: a shorter value is too common in plain text. */
const minSecretLength = 4;
/** Maximum nesting of encodings, such as a URL in JSON, or JSON in markup. */
const maxNesting = 4;

/** Only the service knows the VNC password, so its name in JSON finds it, also in JSON within JSON. */
const vncPassword =
  /(vncPassword(\\{0,7})"\s{0,9}:\s{0,9}\\{0,7}")(?:[^"\\]|\\{1,16}(?!["\\])|\2\\{1,16}"){0,500}/gi;

/** A character as JSON, a URL or HTML encode it. A run of backslashes belongs to what follows it. */
const encoded =
  /\\+u([0-9a-f]{4})|\\+([^\\]?)|(%[0-7][0-9a-f]|%[c-f][0-9a-f](?:%[89ab][0-9a-f]){1,3})|&#(\d{1,12});|&#x([0-9a-f]{1,12});|&(amp|lt|gt|quot|apos);/gi;
const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** A text, and where each of its characters begins in the original one. */
interface View {
  readonly text: string;
  readonly offsets: readonly number[];
}

/** Removes secret values from texts, also where they stand encoded. What it has learned it never forgets. */
export class Redactor {
  private readonly forms = new Set<string>();
  private readonly secrets = new Set<string>();

  constructor(secrets: readonly (string | undefined)[] = []) {
    this.learn(secrets);
  }

  learn(secrets: readonly (string | undefined)[]): void {
    for (const secret of secrets) {
      if (secret === undefined || secret.length < minSecretLength || this.secrets.has(secret)) continue;
      this.secrets.add(secret);
      // A secret may have an encoded form itself, and is then decoded in the same way as the text.
      const forms = viewsOf(secret).map(({ text }) => text);
      for (const form of forms) if (form.length >= minSecretLength) this.forms.add(form);
    }
  }

  readonly redact = (text: string): string => {
    const named = text.replace(vncPassword, "$1[secret]");
    const spans = viewsOf(named).flatMap((view) => this.spansIn(view, named.length));
    return withoutSpans(named, spans);
  };

  /** Where secrets stand in the original text. */
  private spansIn({ text, offsets }: View, length: number): [from: number, to: number][] {
    const spans: [number, number][] = [];
    for (const form of this.forms) {
      for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + 1)) {
        spans.push([offsets[at] ?? length, offsets[at + form.length] ?? length]);
      }
    }
    return spans;
  }
}

function withoutSpans(text: string, spans: [from: number, to: number][]): string {
  let rest = "";
  let end = 0;
  for (const [from, to] of spans.sort(([a], [b]) => a - b)) {
    if (from >= end) rest += `${text.slice(end, from)}[secret]`;
    end = Math.max(end, to);
  }
  return rest + text.slice(end);
}

/** The text as it is, and after each decoding; all in lower case. */
function viewsOf(original: string): View[] {
  let view: View = {
    text: lowerCaseAscii(original),
    offsets: Array.from({ length: original.length }, (_, index) => index),
  };
  const views = [view];
  while (views.length <= maxNesting) {
    const inner = unwrap(view);
    if (inner.text === view.text) break;
    views.push((view = inner));
  }
  return views;
}

function unwrap({ text, offsets }: View): View {
  const pieces: string[] = [];
  const inner: number[] = [];
  let from = 0;
  for (const match of text.matchAll(encoded)) {
    pieces.push(text.slice(from, match.index));
    for (; from < match.index; from += 1) inner.push(offsets[from] ?? 0);
    const character = decode(match);
    pieces.push(character);
    // One that is two units long begins, and ends, as one.
    inner.push(...Array<number>(character.length).fill(offsets[from] ?? 0));
    from += match[0].length;
  }
  pieces.push(text.slice(from));
  for (; from < text.length; from += 1) inner.push(offsets[from] ?? 0);
  // A form writes a space as a plus.
  return { text: lowerCaseAscii(pieces.join("").replaceAll("+", " ")), offsets: inner };
}

function decode([, unicode, escaped, percent, decimal, hexadecimal, entity]: RegExpExecArray): string {
  if (percent !== undefined) return Buffer.from(percent.replaceAll("%", ""), "hex").toString();
  if (entity !== undefined) return entities[entity] ?? "";
  const code = unicode ?? hexadecimal;
  if (code === undefined && decimal === undefined) return escaped ?? "";
  const point = code === undefined ? Number(decimal) : parseInt(code, 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : "";
}

/** Only ASCII letters: lower case changes the length of some other letters. */
function lowerCaseAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
