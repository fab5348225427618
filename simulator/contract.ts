import addFormats from "ajv-formats";
import type { Document, Request } from "openapi-backend";
import { OpenAPIBackend } from "openapi-backend";
import sessionsDocument from "./openapi.json";
import type { OperationName } from "./resources";
import { operationNames, resourceOf } from "./resources";
import resourcesDocument from "./resources-openapi.json";

/** A violation of the contract by a request or a response. */
export interface Problem {
  /** Location, as a JSON pointer into path, query, header or requestBody. */
  path: string;
  message: string;
}

/** The operation of a request, and the parameters of its path. */
export interface MatchedRequest {
  operation: OperationName;
  mode: string;
  /** The id in the path, undefined if it has none. */
  id: string | undefined;
  /** The parameters of the query, as text. */
  query: Readonly<Record<string, unknown>>;
}

/** Routes and validates requests by the contract, and validates responses. */
export interface Contract {
  match(request: Request): MatchedRequest | undefined;
  requestProblems(request: Request, operation: OperationName): Problem[];
  responseProblems(status: number, body: unknown, operation: OperationName): Problem[];
}

// The contract of sessions has no operation ids, and its summaries differ from the names in use.
const namesByRoute: Readonly<Record<string, OperationName>> = {
  "get /{mode}/v1/sessions": "ListSessions",
  "post /{mode}/v1/sessions": "CreateSession",
  "get /{mode}/v1/sessions/{sessionUUID}": "GetSession",
  "patch /{mode}/v1/sessions/{sessionUUID}": "UpdateSession",
  "delete /{mode}/v1/sessions/{sessionUUID}": "EndSession",
};

function isOperationName(name: unknown): name is OperationName {
  return operationNames.some((known) => known === name);
}

/** Returns a copy of a document with only the operations that the simulator has. Each has an operation id. */
function withKnownOperations(document: object): Document {
  const definition = structuredClone(document) as Document;
  const paths = Object.entries(definition.paths ?? {}).map(([path, item = {}]) => {
    const { get, post, patch, delete: remove, ...others } = item;
    const named = Object.entries({ get, post, patch, delete: remove }).flatMap(([method, operation]) => {
      const name = operation?.operationId ?? namesByRoute[`${method} ${path}`];
      return operation && isOperationName(name) ? [[method, { ...operation, operationId: name }]] : [];
    });
    return [path, { ...others, ...Object.fromEntries(named) }] as const;
  });
  return { ...definition, paths: Object.fromEntries(paths) };
}

/** Loads one document. Their schemas have equal names, so each needs validators of its own. */
async function loadDocument(document: object): Promise<OpenAPIBackend> {
  const api = new OpenAPIBackend({
    definition: withKnownOperations(document),
    strict: true,
    ignoreTrailingSlashes: false,
    ajvOpts: { allErrors: true },
    customizeAjv(ajv) {
      addFormats(ajv, ["uuid", "date-time"]);
      return ajv;
    },
  });
  await api.init();
  return api;
}

async function load(): Promise<Contract> {
  const apis = await Promise.all([sessionsDocument, resourcesDocument].map(loadDocument));

  const apiOf = (operation: OperationName): OpenAPIBackend => {
    const api = apis.find((one) => one.getOperation(operation) !== undefined);
    if (!api) throw new Error(`no document has the operation ${operation}`);
    return api;
  };
  const problems = (result: ReturnType<OpenAPIBackend["validateRequest"]>): Problem[] =>
    (result.errors ?? []).map((error) => ({
      path: error.instancePath,
      message: error.message ?? error.keyword,
    }));

  return {
    match(request) {
      for (const api of apis) {
        const operation = api.matchOperation(request);
        if (!operation || !isOperationName(operation.operationId)) continue;
        const parsed = api.router.parseRequest(request, operation);
        const params = parsed.params as Readonly<Record<string, string | undefined>>;
        const { idField } = resourceOf(operation.operationId);
        return {
          operation: operation.operationId,
          mode: params.mode ?? "",
          id: params[idField],
          query: parsed.query as Readonly<Record<string, unknown>>,
        };
      }
      return undefined;
    },
    requestProblems: (request, operation) => problems(apiOf(operation).validateRequest(request, operation)),
    responseProblems(status, body, operation) {
      const api = apiOf(operation);
      // An error with a status that the contract does not declare has the same body as its 500.
      const declared = api.getOperation(operation)?.responses?.[String(status)] !== undefined;
      return problems(api.validateResponse(body, operation, declared ? status : 500));
    },
  };
}

let loaded: Promise<Contract> | undefined;

/** Loads the contract. All simulators of the process share the compiled validators. */
export function loadContract(): Promise<Contract> {
  loaded ??= load();
  return loaded;
}
