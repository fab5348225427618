/** Environment variables. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The variable that names the proxy for URLs of a protocol, if one does. The lower case wins, as for other programs. */
export function proxyVariable(
  protocol: string,
  env: Environment,
): { readonly name: string; readonly value: string } | undefined {
  const name = protocol === "http:" ? "http_proxy" : "https_proxy";
  return [name, name.toUpperCase()]
    .map((name) => ({ name, value: env[name] ?? "" }))
    .find(({ value }) => value !== "");
}

/** The passwords that the proxy variables hold, in both of their forms. */
export function proxyPasswords(env: Environment): string[] {
  return ["http:", "https:"].flatMap((protocol) => {
    const password = /^(?:[a-z]+:\/\/)?[^/@]*:([^/]*)@/i.exec(proxyVariable(protocol, env)?.value ?? "")?.[1];
    return password === undefined ? [] : [password];
  });
}
