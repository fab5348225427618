/** What an HTTP header carries unharmed. A line break at the end of a key is a common slip. */
const headerText = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** What is wrong with the value of a header; undefined if nothing is. */
export function headerTextProblem(value: string): string | undefined {
  return headerText.test(value)
    ? undefined
    : "must be printable ASCII without spaces or line breaks at its ends";
}
