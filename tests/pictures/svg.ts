/** What an SVG element's attributes may be; those that are undefined are left out. */
type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Fonts that systems have, as CSS. */
export const monospace = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace";
export const sansSerif = "system-ui, 'Segoe UI', Helvetica, Arial, 'DejaVu Sans', sans-serif";

export interface Picture {
  /** The name that a screen reader gives the picture. */
  readonly title: string;
  /** What the picture shows, in a sentence or two, for those who cannot see it. */
  readonly description: string;
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** CSS of the elements. */
  readonly style: string;
  /** Elements, one a line. */
  readonly elements: readonly string[];
}

/** Escapes a text for an element or for an attribute in double quotes. */
export function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** An element with a text, which is escaped; without one the element is empty. */
export function element(name: string, attributes: Attributes, text?: string): string {
  const pairs = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${escape(typeof value === "number" ? decimal(value) : value)}"`],
  );
  const start = `<${name}${pairs.join("")}`;
  return text === undefined ? `${start}/>` : `${start}>${escape(text)}</${name}>`;
}

/** A whole SVG file. It needs no font and no script of elsewhere. */
export function document({ title, description, width, height, style, elements }: Picture): string {
  const size = { width: decimal(width), height: decimal(height) };
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size.width}" height="${size.height}" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-labelledby="title description">`,
    element("title", { id: "title" }, title),
    element("desc", { id: "description" }, description),
    element("style", {}, style),
    ...elements,
    "</svg>\n",
  ].join("\n");
}

/** The background of a drawing, with its title. The style of the drawing has the class `title`. */
export function frame(
  title: string,
  { width, height, x }: Readonly<Record<"width" | "height" | "x", number>>,
): string[] {
  return [
    element("rect", {
      x: 0.5,
      y: 0.5,
      width: width - 1,
      height: height - 1,
      rx: 8,
      fill: "#ffffff",
      stroke: "#d1d9e0",
    }),
    element("text", { x, y: 34, class: "title" }, title),
  ];
}

/** At most two decimals: a third one cannot be seen. */
function decimal(value: number): string {
  return String(Math.round(value * 100) / 100);
}
