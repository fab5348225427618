type Attributes = Readonly<Record<string, string>>;

interface Element {
  readonly name: string;
  readonly attributes: Attributes;
  text: string;
}

/** The elements of an XML text, by their names, in their order. */
export interface Xml {
  readonly texts: (name: string) => string[];
  readonly attributes: (name: string) => Attributes[];
}

const tag = /<(\/?)([a-z][\w-]*)((?: [a-zA-Z][\w:-]*="[^"<]*")*)(\/?)>/g;
const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"' };

/**
 * Reads an XML text of elements, attributes and the four common entities.
 *
 * @throws an Error if it is not well-formed, or holds anything else
 */
export function readXml(xml: string): Xml {
  const elements: Element[] = [];
  const open: Element[] = [];
  let end = 0;
  const take = (text: string): void => {
    const top = open.at(-1);
    if (text.includes("<") || text.includes(">")) throw new Error(`markup that is no tag: ${text}`);
    if (top !== undefined) top.text += decode(text);
    else if (text.trim() !== "") throw new Error(`a text outside of the root: ${text}`);
  };
  for (const match of xml.matchAll(tag)) {
    const [whole, closing, name = "", attributes = "", empty] = match;
    take(xml.slice(end, match.index));
    end = match.index + whole.length;
    if (closing === "/") {
      if (open.pop()?.name !== name) throw new Error(`</${name}> closes another element`);
      continue;
    }
    if (open.length === 0 && elements.length > 0) throw new Error(`a second root: <${name}>`);
    const element = { name, attributes: parseAttributes(attributes), text: "" };
    elements.push(element);
    if (empty !== "/") open.push(element);
  }
  take(xml.slice(end));
  if (open.length > 0 || elements.length === 0) throw new Error("an element is not closed, or there is none");
  const named = (name: string): Element[] => elements.filter((element) => element.name === name);
  return {
    texts: (name) => named(name).map(({ text }) => text),
    attributes: (name) => named(name).map(({ attributes }) => attributes),
  };
}

function parseAttributes(text: string): Attributes {
  const pairs = [...text.matchAll(/([\w:-]+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [
    name,
    decode(value),
  ]);
  const attributes = Object.fromEntries(pairs) as Attributes;
  if (Object.keys(attributes).length < pairs.length) throw new Error(`an attribute twice:${text}`);
  return attributes;
}

function decode(text: string): string {
  return text.replace(/&([^;\s]*;?)/g, (whole, name: string) => {
    const character = entities[name.replace(/;$/, "")];
    if (character === undefined || !name.endsWith(";")) throw new Error(`an unknown entity: ${whole}`);
    return character;
  });
}
