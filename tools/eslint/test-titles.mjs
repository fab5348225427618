// @ts-check
// The rule "test-titles": a title is a sentence that is understood in a list of failures, without its parents.

/** Words that end like a verb in the third person, and "is" and "has", which say too little. */
const noVerbs = new Set(
  (
    "accounts across always arguments as bodies clocks commands credentials entries errors faults fields headers " +
    "has ids inputs instances is its keys leases less lookups messages minutes operations outputs paths plus " +
    "properties proxies responses seconds secrets sessions settings tests this timeouts timestamps tokens " +
    "unless values versions warnings was"
  ).split(" "),
);
/** Words that go on from the title of a parent: an outermost suite has none. */
const continuation =
  /^(after|and|as|at|before|but|by|for|from|if|in|of|on|or|that|under|when|where|while|with|without)\b/;

const minWords = 4;

/** @type {Readonly<Record<string, string>>} */
const messages = {
  verb: 'Start the title with a verb in the third person, such as "renews", and not with "{{word}}".',
  words: `Write at least ${minWords} words: what happens, and when.`,
  dot: "End the title without a full stop.",
  suite: "Name the unit under test: an outermost suite has no parent to go on from.",
};

/** An expression in a template. It stands for two words, since most of them are phrases. */
const expression = "${} ${}";

/**
 * What is wrong with a title, as the name of a message; undefined if nothing is.
 * @param {string} title
 * @param {boolean} isSuite whether an outermost `describe` has the title
 */
function problemOf(title, isSuite) {
  if (title.endsWith(".")) return "dot";
  if (isSuite) return continuation.test(title) ? "suite" : undefined;
  const [first = "", ...rest] = title.split(/,?\s+/);
  const isVerb = first === "does" ? rest[0] === "not" : /^[a-z]+s$/.test(first) && !noVerbs.has(first);
  if (!isVerb) return "verb";
  return rest.length + 1 < minWords ? "words" : undefined;
}

/** The titles that an argument may give, if it is written in place; of a variable none. @param {any} node @returns {string[]} */
function titlesOf(node) {
  if (node?.type === "Literal") return typeof node.value === "string" ? [node.value] : [];
  if (node?.type === "ConditionalExpression") return [node.consequent, node.alternate].flatMap(titlesOf);
  if (node?.type !== "TemplateLiteral") return [];
  const [head, ...tail] = node.quasis.map((/** @type {any} */ quasi) => quasi.value.cooked);
  if (tail.length === 0) return [head];
  const starts = head === "" ? titlesOf(node.expressions[0]) : [];
  return (starts.length > 0 ? starts : [head + expression]).map((start) => start + tail.join(expression));
}

/** @type {import("eslint").Rule.RuleModule} */
export default {
  meta: { type: "suggestion", schema: [], messages },
  create: (context) => {
    /** @param {any} call @param {boolean} isSuite */
    const check = (call, isSuite) => {
      for (const title of titlesOf(call.arguments[0])) {
        const messageId = problemOf(title, isSuite);
        const data = { word: title.split(" ")[0] ?? "" };
        if (messageId !== undefined) context.report({ node: call.arguments[0], messageId, data });
      }
    };
    return {
      "CallExpression[callee.name='it']": (/** @type {any} */ call) => check(call, false),
      "Program > ExpressionStatement > CallExpression[callee.name='describe']": (/** @type {any} */ call) =>
        check(call, true),
    };
  },
};
