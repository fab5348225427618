/** A user's scenario, and the full titles of the tests that show it with each provider. */
export interface Scenario {
  readonly group: string;
  readonly scenario: string;
  /** Absent if the scenario does not apply to a provider: the dynamic provider has no import, for example. */
  readonly dynamic?: readonly string[];
  readonly plugin?: readonly string[];
}

interface Row {
  readonly scenario: string;
  readonly dynamic?: string | readonly string[];
  readonly plugin?: string | readonly string[];
}

/** Rows of a group, whose titles begin with the name of their `describe`. */
export function group(
  name: string,
  dynamicSuite: string,
  pluginSuite: string,
  rows: readonly Row[],
): Scenario[] {
  const titles = (suite: string, given: string | readonly string[]): string[] =>
    [given].flat().map((title) => `${suite} ${title}`);
  return rows.map(({ scenario, dynamic, plugin }) => ({
    group: name,
    scenario,
    ...(dynamic === undefined ? {} : { dynamic: titles(dynamicSuite, dynamic) }),
    ...(plugin === undefined ? {} : { plugin: titles(pluginSuite, plugin) }),
  }));
}

/** Rows of tests that run with each provider. The name of their suite ends with the provider's. */
export function ofBothProviders(
  name: string,
  suite: string,
  rows: readonly (readonly [string, string])[],
): Scenario[] {
  return group(
    name,
    `${suite} dynamic`,
    `${suite} plugin`,
    rows.map(([scenario, title]) => ({ scenario, dynamic: title, plugin: title })),
  );
}
