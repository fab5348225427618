import type { Clock } from "./clock";
import type { Resource } from "./resource";
import { environments } from "./environments/index";
import { extensions } from "./extensions/index";
import { fingerprints } from "./fingerprints/index";
import { sessions } from "./sessions/index";

/** The resources of the API, by the names of their lists. A new resource is a folder and a line here. */
export const resources = { sessions, environments, fingerprints, extensions } as const;

type Table = typeof resources;

/** The name of a resource, which is the field of its list. */
export type ResourceName = keyof Table;

/** The name of an operation of the contract. */
export type OperationName = { [R in ResourceName]: keyof Table[R]["operations"] }[ResourceName];

/** The field of an id. */
export type IdField = Table[ResourceName]["idField"];

/** The stores of all resources. */
export type Stores = { readonly [R in ResourceName]: ReturnType<Table[R]["createStore"]> };

/** The objects of each resource. */
export type Items = { [R in ResourceName]: ReturnType<Stores[R]["all"]> };

type RunOf<R> = R extends { operations: Readonly<Record<string, { run: infer Run }>> } ? Run : never;

/** Dependencies of the operations of all resources. */
export type ResourceDeps = [RunOf<Table[ResourceName]>] extends [
  (deps: infer Deps, request: never) => unknown,
]
  ? Deps
  : never;

/** The names of the resources. */
export const resourceNames = Object.keys(resources) as ResourceName[];

/** The operations of the contract that the simulator has. */
export const operationNames = resourceNames.flatMap((name) =>
  Object.keys(resources[name].operations),
) as OperationName[];

const entries: readonly (readonly [ResourceName, Resource<ResourceDeps>])[] = resourceNames.map((name) => [
  name,
  resources[name],
]);

/** Returns the resource that an operation belongs to. */
export function resourceOf(operation: OperationName): {
  name: ResourceName;
  idField: IdField;
  resource: Resource<ResourceDeps>;
} {
  const entry = entries.find(([, { operations }]) => operation in operations);
  if (!entry) throw new Error(`no resource has the operation ${operation}`);
  const [name, resource] = entry;
  return { name, idField: resources[name].idField, resource };
}

/** Creates the stores of all resources, with the given objects. */
export function createStores(clock: Clock, items: Partial<Items>): Stores {
  const stores = entries.map(([name, { createStore }]) => [name, createStore(clock, items[name] as never)]);
  return Object.fromEntries(stores) as Stores;
}
